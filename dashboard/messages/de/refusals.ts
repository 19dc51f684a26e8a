import type { Refusals } from "../refusals.ts";

/** Was am Prüfstand abgelehnt wird, nach Code: was ist und was zu tun ist. */
export const refusals: Refusals = {
  interlock: {
    "serial.mismatch": [
      "Im Prüfstand liegt ein anderer Prüfling als der gescannte",
      "Den Prüfling nehmen, dessen Etikett gescannt wurde, oder den eingelegten scannen.",
    ],
    "serial.unread": [
      "Die Seriennummer ist am Prüfling noch nicht gelesen",
      "Den Prüfling einlegen, bis der Prüfstand seine Seriennummer lesen kann.",
    ],
    "unit.on-hold": [
      "Der Prüfling ist gesperrt",
      "Den Prüfling beiseitelegen; die Qualität hebt die Sperre auf.",
    ],
    "unit.in-repair": [
      "Der Prüfling ist in Reparatur",
      "Die Reparatur eintragen; dann geht er zurück zu dem Arbeitsgang, den sie nennt.",
    ],
    "unit.left": [
      "Der Prüfling ist nicht mehr im Haus",
      "Erst die Rücknahme buchen, oder einen anderen nehmen.",
    ],
    "unit.unknown": [
      "Die Seriennummer ist nicht bekannt",
      "Noch einmal scannen; bleibt es so, die Auftragsplanung nach dem Auftrag fragen.",
    ],
    "unit.other-part": [
      "Der Prüfling hat eine andere Teilenummer",
      "Den Prüfling zu einer Station seiner Teilenummer bringen.",
    ],
    "order.not-open": [
      "Der Auftrag ist nicht offen",
      "Die Auftragsplanung bitten, den Auftrag freizugeben.",
    ],
    "revision.obsolete": [
      "Die Revision ist ungültig",
      "Den Prüfling beiseitelegen: Seine Revision wird nicht mehr hergestellt.",
    ],
    "revision.not-released": [
      "Die Revision ist nicht freigegeben",
      "Die Revision freigeben lassen, oder einen Prüfling mit freigegebener nehmen.",
    ],
    "revision.unknown": [
      "Die Revision ist nicht bekannt",
      "Das Produkt mit dieser Revision importieren.",
    ],
    "revision.mismatch": [
      "Prüfling und Auftrag haben verschiedene Revisionen",
      "Die Auftragsplanung fragen.",
    ],
    "route.not-here": [
      "Dieser Arbeitsgang gehört nicht zum Prüfling",
      "Den Prüfling zur Station seines nächsten Arbeitsgangs bringen.",
    ],
    "route.earlier-missing": [
      "Ein früherer Arbeitsgang fehlt",
      "Den Prüfling zu dem Arbeitsgang bringen, der fehlt.",
    ],
    "route.elsewhere": [
      "Ein früherer Arbeitsgang liegt auf einem anderen Gateway",
      "Das andere Gateway verbinden, oder die Qualität bestätigt den Arbeitsgang.",
    ],
    "attempts.exhausted": [
      "Die Versuche sind aufgebraucht",
      "Den Prüfling in die Reparatur geben, oder die Qualität entscheiden lassen.",
    ],
    "procedure.missing": [
      "Es gibt keine Prüfvorschrift",
      "Die Prüfplanung eine Prüfvorschrift für diesen Arbeitsgang freigeben lassen.",
    ],
    "procedure.not-effective": [
      "Die Prüfvorschrift ist nicht in Kraft",
      "Die Prüfvorschrift genehmigen lassen.",
    ],
    "program.unverified": [
      "Das Prüfprogramm ist nicht bestätigt",
      "Die Prüfplanung diese Version des Programms bestätigen lassen.",
    ],
    "equipment.unfit": [
      "Ein Prüfmittel ist nicht einsatzfähig",
      "Eine andere Station nehmen, oder ein kalibriertes Prüfmittel einbauen.",
    ],
    "equipment.unknown": [
      "Ein Prüfmittel ist nicht erfasst",
      "Das Prüfmittel mit seiner Kalibrierung erfassen, oder rigline.yaml berichtigen.",
    ],
    "maintenance.due": ["Eine Wartung ist fällig", "Die Wartung ausführen und eintragen."],
    "reference.due": [
      "Die Prüfung mit dem Referenzteil ist fällig",
      "Das genannte Referenzteil prüfen.",
    ],
    "reference.failed": [
      "Die Prüfung mit dem Referenzteil ging nicht auf",
      "Das Referenzteil noch einmal prüfen; bleibt es so, ist die Station nicht einsatzfähig.",
    ],
    "operator.unknown": ["Niemand ist angemeldet", "Anmelden oder den Ausweis scannen."],
    "operator.unqualified": [
      "Der Bediener ist für diese Prüfvorschrift nicht qualifiziert",
      "Jemanden prüfen lassen, der für diese Prüfvorschrift qualifiziert ist.",
    ],
    "rig.out-of-service": [
      "Der Prüfstand ist außer Betrieb",
      "Einen anderen nehmen; wer ihn instand gesetzt hat, schaltet ihn auf der Seite Prüfstände ein.",
    ],
    "station.locked": [
      "Die Station ist verriegelt",
      "Erst erledigen, was die Liste der Station als fällig nennt; dann noch einmal scannen.",
    ],
  },
  refusal: {
    "station.not-found": ["Diese Station gibt es nicht", "Den Namen prüfen."],
    "scan.unreadable": [
      "Der Scan ist keine Seriennummer",
      "Das Etikett noch einmal scannen; bleibt es so, die Einstellung des Scanners prüfen.",
    ],
    "scan.ambiguous": [
      "Der Scan kann mehrere Prüflinge meinen",
      "Teilenummer und Seriennummer als `TEIL|SERIE` eingeben.",
    ],
    "rig.ambiguous": [
      "Die Station hat mehrere Prüfstände für diesen Prüfling",
      "Einen Prüfstand wählen.",
    ],
    "slot.not-found": ["Der Prüfstand hat dieses Nest nicht", "Ein vorhandenes Nest wählen."],
    "interlock.refused": [
      "Eine Verriegelung hält den Prüfling zurück",
      "Tun, was bei der genannten Verriegelung steht.",
    ],
    "reason.not-found": [
      "Diesen Grund hat die Station nicht",
      "Einen Grund aus der Liste wählen, oder ihn unter `stations` in rigline.yaml ergänzen.",
    ],
    "retest.reason-missing": [
      "Eine Wiederholung braucht ihren Grund",
      "Sagen, warum noch einmal geprüft wird: Die Liste nennt die Gründe.",
    ],
    "retest.not-failed": [
      "Der Prüfling ist nicht zu wiederholen",
      "Ohne Grund scharf schalten: Sein letzter Lauf hier war kein FAIL.",
    ],
    "arming.not-open": ["Der Prüfstand ist für niemanden scharf", "Es ist nichts zurückzunehmen."],
    "override.never": ["Diese Verriegelung wird nie übersteuert", "Ihre Ursache beseitigen."],
    "rig.disabled": [
      "Der Prüfstand ist außer Betrieb",
      "Einen anderen nehmen, oder ihn auf der Seite Prüfstände einschalten, sobald er in Ordnung ist.",
    ],
    "rig.not-found": ["Diesen Prüfstand gibt es nicht", "Den Namen prüfen."],
    "rig.not-driven": [
      "Dieser Prüfstand wird nicht von hier gestartet",
      "Den Lauf am Prüfstand selbst starten.",
    ],
    "rig.not-connected": [
      "Der Prüfstand ist nicht verbunden",
      "Strom und Kabel prüfen; der Start geht, sobald er verbunden ist.",
    ],
    "rig.busy": ["Der Prüfstand prüft gerade", "Das Ende des Laufs abwarten."],
    "prompt.not-open": [
      "Die Frage ist nicht mehr offen",
      "Nichts zu tun: Sie wurde beantwortet, oder der Lauf ist zu Ende.",
    ],
    "answer.invalid": [
      "Die Antwort passt nicht zur Frage",
      "Antworten, wie die Frage es verlangt.",
    ],
    "unit.mismatch": [
      "Der Prüfstand hat einen anderen Prüfling gelesen",
      "Den richtigen Prüfling einlegen und noch einmal scannen.",
    ],
    "run.none-open": ["Es läuft kein Prüflauf", "Nichts zu tun."],
    "downtime.ended": [
      "Der Stillstand ist schon beendet",
      "Nichts zu tun: Ein Lauf hat ihn beendet, oder jemand. Dauert er an, einen neuen beginnen.",
    ],
    "downtime.unknown-reason": [
      "Diesen Grund hat die Station nicht",
      "Einen Grund aus der Liste wählen; alte Karten neu drucken.",
    ],
    "hand-over.own": [
      "Niemand bestätigt die eigene Übergabe",
      "Jemand aus der nächsten Schicht meldet sich an und bestätigt sie.",
    ],
    "access.unknown": ["Niemand ist angemeldet", "Anmelden oder den Ausweis scannen."],
    "access.forbidden": [
      "Dafür fehlt die Rolle",
      "Jemanden mit der genannten Rolle bitten, oder die Administration um die Rolle.",
    ],
    "access.refused": [
      "Die Anmeldung wurde nicht angenommen",
      "Name und Geheimnis prüfen; nach mehreren Fehlversuchen entsperrt die Administration.",
    ],
    "signature.missing": [
      "Das muss unterschrieben werden",
      "Mit dem Unterschriftsgeheimnis bestätigen.",
    ],
    "signature.refused": [
      "Die Unterschrift ist nicht belegt",
      "Name und Unterschriftsgeheimnis prüfen; ein Ausweis oder eine PIN unterschreibt nie.",
    ],
    "signature.own-work": [
      "Niemand unterschreibt für die eigene Arbeit",
      "Eine andere Person mit der Rolle unterschreiben lassen.",
    ],
    "gateway.not-ready": [
      "Das Gateway nimmt jetzt keine Läufe an",
      "Die Seite Zustand nennt die Ursache.",
    ],
    "projection.rebuilding": [
      "Die Tabellen werden aus dem Journal neu aufgebaut",
      "Warten; es geht von selbst weiter.",
    ],
    "disk.reserved": [
      "Die Platte ist fast voll: Kein Lauf beginnt",
      "Platz schaffen; Läufe beginnen dann wieder von selbst.",
    ],
    "ledger.unavailable": [
      "Das Journal nimmt jetzt keine Einträge an",
      "Die Seite Zustand nennt die Ursache.",
    ],
  },
};
