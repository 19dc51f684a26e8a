import type { Refusals } from "../refusals.ts";

/** Lo que se rechaza en la estación, por código: qué pasa y qué hacer. */
export const refusals: Refusals = {
  interlock: {
    "serial.mismatch": [
      "En el banco hay otra unidad que la escaneada",
      "Tomar la unidad cuya etiqueta se escaneó, o escanear la que está puesta.",
    ],
    "serial.unread": [
      "Aún no se ha leído el número de serie en la unidad",
      "Colocar la unidad hasta que el banco pueda leer su número de serie.",
    ],
    "unit.on-hold": ["La unidad está retenida", "Apartar la unidad; calidad levanta la retención."],
    "unit.in-repair": [
      "La unidad está en reparación",
      "Anotar la reparación; la unidad vuelve a la operación que esta nombra.",
    ],
    "unit.left": [
      "La unidad ya no está en la planta",
      "Registrar antes su devolución, o tomar otra.",
    ],
    "unit.unknown": [
      "El número de serie no se conoce",
      "Escanear de nuevo; si sigue así, preguntar a operaciones por su orden.",
    ],
    "unit.other-part": [
      "La unidad es de otro número de pieza",
      "Llevar la unidad a una estación de su número de pieza.",
    ],
    "order.not-open": ["La orden no está abierta", "Pedir a operaciones que libere la orden."],
    "revision.obsolete": [
      "La revisión es obsoleta",
      "Apartar la unidad: su revisión ya no se fabrica.",
    ],
    "revision.not-released": [
      "La revisión no está liberada",
      "Hacer liberar la revisión, o tomar una unidad de una liberada.",
    ],
    "revision.unknown": ["La revisión no se conoce", "Importar el producto con esta revisión."],
    "revision.mismatch": [
      "La unidad y la orden son de revisiones distintas",
      "Preguntar a operaciones.",
    ],
    "route.not-here": [
      "Esta operación no corresponde a la unidad",
      "Llevar la unidad a la estación de su siguiente operación.",
    ],
    "route.earlier-missing": [
      "Falta una operación anterior",
      "Llevar la unidad a la operación que falta.",
    ],
    "route.elsewhere": [
      "Una operación anterior está en otro gateway",
      "Conectar el otro gateway, o que calidad confirme la operación.",
    ],
    "attempts.exhausted": [
      "Se agotaron los intentos",
      "Pasar la unidad a reparación, o que decida calidad.",
    ],
    "procedure.missing": [
      "No hay procedimiento",
      "Pedir a ingeniería que libere un procedimiento para esta operación.",
    ],
    "procedure.not-effective": [
      "El procedimiento no está vigente",
      "Hacer aprobar el procedimiento.",
    ],
    "program.unverified": [
      "El programa no está verificado",
      "Pedir a ingeniería que verifique esta versión del programa.",
    ],
    "equipment.unfit": [
      "Un instrumento no es apto",
      "Usar otra estación, o montar un instrumento calibrado.",
    ],
    "equipment.unknown": [
      "Un instrumento no está registrado",
      "Registrarlo con su calibración, o corregir rigline.yaml.",
    ],
    "maintenance.due": ["Vence un mantenimiento", "Hacer el mantenimiento y anotarlo."],
    "reference.due": [
      "Toca probar la unidad de referencia",
      "Probar la unidad de referencia indicada.",
    ],
    "reference.failed": [
      "La unidad de referencia no dio lo esperado",
      "Probarla de nuevo; si sigue así, la estación no es apta.",
    ],
    "operator.unknown": ["Nadie ha iniciado sesión", "Iniciar sesión o escanear su gafete."],
    "operator.unqualified": [
      "El operador no está cualificado para este procedimiento",
      "Que pruebe alguien cualificado para este procedimiento.",
    ],
    "rig.out-of-service": [
      "El banco está fuera de servicio",
      "Usar otro; quien lo haya reparado lo activa en la página Bancos.",
    ],
    "station.locked": [
      "La estación está bloqueada",
      "Hacer primero lo que la lista de la estación indica que vence; después escanear de nuevo.",
    ],
  },
  refusal: {
    "station.not-found": ["No existe esa estación", "Revisar el nombre."],
    "scan.unreadable": [
      "Lo escaneado no es un número de serie",
      "Escanear de nuevo la etiqueta; si sigue así, revisar la configuración del escáner.",
    ],
    "scan.ambiguous": [
      "Lo escaneado puede ser varias unidades",
      "Escribir número de pieza y de serie como `PIEZA|SERIE`.",
    ],
    "rig.ambiguous": ["La estación tiene varios bancos para esta unidad", "Elegir un banco."],
    "slot.not-found": ["El banco no tiene ese nido", "Elegir un nido que exista."],
    "interlock.refused": [
      "Un enclavamiento retiene la unidad",
      "Hacer lo que se indica en el enclavamiento.",
    ],
    "reason.not-found": [
      "La estación no tiene ese motivo",
      "Elegir un motivo de la lista, o añadirlo a `stations` en rigline.yaml.",
    ],
    "retest.reason-missing": [
      "Una repetición necesita su motivo",
      "Decir por qué se prueba otra vez: la lista nombra los motivos.",
    ],
    "retest.not-failed": [
      "La unidad no se debe repetir",
      "Armar sin motivo: su última prueba aquí no falló.",
    ],
    "arming.not-open": ["El banco no está armado para nadie", "No hay nada que retirar."],
    "override.never": ["Este enclavamiento nunca se anula", "Eliminar su causa."],
    "rig.disabled": [
      "El banco está fuera de servicio",
      "Usar otro, o activarlo en la página Bancos cuando esté en orden.",
    ],
    "rig.not-found": ["No existe ese banco", "Revisar el nombre."],
    "rig.not-driven": [
      "Este banco no se arranca desde aquí",
      "Empezar la prueba en el propio banco.",
    ],
    "rig.not-connected": [
      "El banco no está conectado",
      "Revisar alimentación y cable; se puede empezar en cuanto se conecte.",
    ],
    "rig.busy": ["El banco está probando", "Esperar a que termine la prueba."],
    "prompt.not-open": [
      "La pregunta ya no está abierta",
      "Nada que hacer: se contestó, o la prueba terminó.",
    ],
    "answer.invalid": [
      "La respuesta no corresponde a la pregunta",
      "Contestar como pide la pregunta.",
    ],
    "unit.mismatch": [
      "El banco leyó otra unidad",
      "Colocar la unidad correcta y escanear de nuevo.",
    ],
    "run.none-open": ["No hay ninguna prueba en curso", "Nada que hacer."],
    "downtime.ended": [
      "El paro ya terminó",
      "Nada que hacer: lo terminó una prueba o alguien. Si sigue, empezar otro.",
    ],
    "downtime.unknown-reason": [
      "La estación no tiene ese motivo",
      "Elegir un motivo de la lista; volver a imprimir las tarjetas antiguas.",
    ],
    "hand-over.own": [
      "Nadie confirma su propia nota de relevo",
      "Que alguien del turno siguiente inicie sesión y la confirme.",
    ],
    "access.unknown": ["Nadie ha iniciado sesión", "Iniciar sesión o escanear su gafete."],
    "access.forbidden": [
      "Hace falta un rol que usted no tiene",
      "Pedirlo a alguien con ese rol, o el rol a un administrador.",
    ],
    "access.refused": [
      "No se aceptó el inicio de sesión",
      "Revisar nombre y secreto; tras varios fallos lo desbloquea un administrador.",
    ],
    "signature.missing": ["Esto se debe firmar", "Confirmar con su secreto de firma."],
    "signature.refused": [
      "La firma no quedó probada",
      "Revisar nombre y secreto de firma; un gafete o un PIN nunca firman.",
    ],
    "signature.own-work": ["Nadie firma su propio trabajo", "Que firme otra persona con ese rol."],
    "gateway.not-ready": [
      "El gateway no acepta pruebas ahora",
      "La página Estado indica la causa.",
    ],
    "projection.rebuilding": [
      "Las tablas se están reconstruyendo desde el registro",
      "Esperar; sigue automáticamente.",
    ],
    "disk.reserved": [
      "El disco está casi lleno: no empieza ninguna prueba",
      "Liberar espacio; las pruebas vuelven a empezar solas.",
    ],
    "ledger.unavailable": [
      "El registro no acepta entradas ahora",
      "La página Estado indica la causa.",
    ],
  },
};
