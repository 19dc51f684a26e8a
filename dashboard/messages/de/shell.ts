/** Um jede Seite herum: Name, Menü, Suche, Verbindung, Störungen. */
export const shell = {
  app: {
    name: "Rigline",
    loading: "{{what}} wird gelesen …",
    skip: "Zum Inhalt springen",
    zone: "Zeiten in {{zone}}",
    demo: "DEMO",
    demoText: "Simulierte Prüfstände: Nichts hier ist ein echter Nachweis.",
    menu: "Seiten",
    none: "keine",
    tableOf: "{{name}}, Tabelle",
    notFoundTitle: "Unter dieser Adresse gibt es keine Seite",
    notFoundText:
      "Der Link ist vielleicht alt, oder ein Buchstabe fehlt. Zur Linie führt die erste Seite.",
    toStation: "Station öffnen",
  },
  nav: {
    station: "Station",
    runs: "Prüfläufe",
    units: "Prüflinge",
    rigs: "Prüfstände",
    products: "Produkte",
    orders: "Aufträge",
    nonconformances: "Abweichungen",
    compliance: "Nachweise",
    health: "Zustand",
    people: "Personen",
    sinksBehind_one: "{{count}} Empfänger im Rückstand",
    sinksBehind_other: "{{count}} Empfänger im Rückstand",
  },
  search: {
    label: "Seriennummer, Auftrag, Produkt, Prüfmittel oder Prüflauf suchen",
    placeholder: "Serie, Auftrag, Lauf …",
    kind: {
      unit: "Prüflinge",
      order: "Aufträge",
      product: "Produkte",
      run: "Prüfläufe",
      equipment: "Prüfmittel",
      nonconformance: "Abweichungen",
      person: "Personen",
    },
    go: "Suchen",
    busy: "Sucht …",
  },
  language: { label: "Sprache" },
  theme: { label: "Farben", auto: "Automatisch", light: "Hell", dark: "Dunkel" },
  link: {
    connecting: "Verbindet",
    live: "Live",
    reconnecting: "Verbindet neu",
    stale: "Veraltet seit {{time}}",
    never: "Keine Verbindung",
    liveTitle: "Das Gateway meldet sich; zuletzt um {{time}}",
    lostTitle:
      "Das Gateway meldet sich nicht. Die Anzeige ist von {{time}}; es wird von selbst neu versucht.",
  },
  problem: {
    title: "Das konnte nicht gelesen werden",
    remedy: "Was zu tun ist",
    code: "Code",
    retry: "Noch einmal versuchen",
    unreachableTitle: "Das Gateway antwortet nicht",
    unreachableText:
      "Was schon gelesen wurde, bleibt auf dem Schirm; an der Linie geht dadurch nichts verloren.",
    unreachableRemedy:
      "Prüfen, ob Rigline auf diesem Rechner läuft; die Seite verbindet sich von selbst neu.",
    pageTitle: "Diese Seite ist gestört",
    pageText:
      "Der Fehler liegt in der Anzeige, nicht in dem, was gespeichert ist. Die anderen Seiten gehen weiter.",
    pageRemedy: "Die Seite neu laden. Kommt es wieder, den Code unten melden.",
  },
} as const;
