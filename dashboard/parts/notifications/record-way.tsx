import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

interface RecordWayProps {
  readonly type: string;
  readonly id: string;
  readonly children: ReactNode;
}

/** The way to where a record is dealt with; its words alone where it has no page. */
export function RecordWay({ type, id, children }: RecordWayProps) {
  const [partNumber = "", operation = ""] = id.split("/");
  switch (type) {
    case "alarm":
      return <Link to="/alarms">{children}</Link>;
    case "sink":
      return <Link to="/health">{children}</Link>;
    case "equipment":
      return <Link to="/compliance">{children}</Link>;
    case "nonconformance":
      return (
        <Link to="/nonconformances/$id" params={{ id }}>
          {children}
        </Link>
      );
    case "order":
      return (
        <Link to="/units" search={{ orderId: id, status: "passed_all" }}>
          {children}
        </Link>
      );
    case "limit-set":
      return (
        <Link to="/products/$partNumber/limits/$operation" params={{ partNumber, operation }}>
          {children}
        </Link>
      );
    case "procedure":
    case "revision":
      return (
        <Link to="/products/$partNumber" params={{ partNumber }}>
          {children}
        </Link>
      );
    default:
      return <>{children}</>;
  }
}
