import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COMPONENT } from './rules.js';

/** A panel of a Grafana dashboard, as far as it is looked at here. */
export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: Datasource;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly {
    readonly refId: string;
    readonly expr: string;
    readonly datasource: Datasource;
  }[];
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
}

/** Where a panel's data come from. */
export interface Datasource {
  readonly type: string;
  readonly uid: string;
}

/** Something that is chosen at a dashboard's top. */
export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly query: string | { readonly query: string };
}

/** A Grafana dashboard. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly templating: { readonly list: readonly Variable[] };
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
  readonly panels: readonly Panel[];
}

/** The dashboard that the component has. */
export async function readDashboard(): Promise<Dashboard> {
  return JSON.parse(await readFile(join(COMPONENT, 'dashboard.json'), 'utf8')) as Dashboard;
}

/** All expressions of a dashboard, as Prometheus gets them. */
export function expressionsOf({ panels, annotations }: Dashboard): string[] {
  return [...panels.flatMap(({ targets = [] }) => targets), ...annotations.list].map(({ expr }) =>
    expr.replaceAll('$__rate_interval', '1m'),
  );
}

/** What Grafana asks for the choices of a variable: a series and its label. */
export function choicesOf({
  query,
}: Variable): { readonly series: string; readonly label: string } | undefined {
  const text = typeof query === 'string' ? query : query.query;
  const [, series, label] = /^label_values\((.+), (\w+)\)$/.exec(text) ?? [];
  return series !== undefined && label !== undefined ? { series, label } : undefined;
}
