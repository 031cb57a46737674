import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** A series that an expression asks for. */
export interface Selector {
  readonly metric: string;
  /** Labels that it is chosen by. */
  readonly labels: readonly string[];
}

/** What an expression of PromQL asks for. */
export interface Query {
  readonly selectors: readonly Selector[];
  /** Labels that it groups by or joins on. */
  readonly grouping: readonly string[];
}

/** An expression isn't PromQL. */
export class PromqlError extends Error {
  override name = 'PromqlError';
}

/**
 * Reads an expression.
 *
 * @throws PromqlError when Prometheus wouldn't understand it.
 */
export function readQuery(expr: string): Query {
  const tree = parser.parse(expr);
  const wrong = nodes(tree, '⚠')[0];
  if (wrong)
    throw new PromqlError(
      `At ${wrong.from}: ${expr.slice(wrong.from, wrong.from + 40) || 'it ends'} (${expr})`,
    );
  const text = ({ from, to }: SyntaxNode) => expr.slice(from, to);
  return {
    selectors: nodes(tree, 'VectorSelector').map((selector) => ({
      metric: selector.getChildren('Identifier').map(text).join(),
      labels: nodes(tree, 'LabelName')
        .filter(({ from, to }) => from > selector.from && to < selector.to)
        .map(text),
    })),
    grouping: nodes(tree, 'GroupingLabels').flatMap((labels) => labels.getChildren('LabelName').map(text)),
  };
}

function nodes(tree: Tree, name: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  tree.iterate({
    enter: (node) => {
      if (node.name === name) found.push(node.node);
    },
  });
  return found;
}
