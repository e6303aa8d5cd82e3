import { parser } from '@prometheus-io/lezer-promql';

/** A condition on a label of a metric. */
export interface LabelMatcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** What a PromQL expression asks of metrics. */
export interface PromQuery {
  readonly selectors: readonly { readonly metric: string; readonly matchers: readonly LabelMatcher[] }[];
  /** Labels that it groups or joins by. */
  readonly labels: readonly string[];
}

/** Reads a PromQL expression, one of Grafana with its interval too. @throws Error when it is none. */
export function parsePromQl(expression: string): PromQuery {
  const text = expression.replaceAll('$__rate_interval', '5m');
  const selectors: { metric: string; matchers: LabelMatcher[] }[] = [];
  const labels: string[] = [];
  let matcher: { label: string; operator: string } | undefined;
  parser.parse(text).iterate({
    enter: ({ name, from, to, type, node }) => {
      const written = text.slice(from, to);
      if (type.isError) throw new Error(`no PromQL at character ${String(from + 1)}: ${text}`);
      if (name === 'VectorSelector') selectors.push({ metric: '', matchers: [] });
      const selector = selectors.at(-1);
      const parent = node.parent?.name;
      if (name === 'Identifier' && parent === 'VectorSelector' && selector) selector.metric = written;
      if (name === 'LabelName' && parent === 'GroupingLabels') labels.push(written);
      if (name === 'LabelName' && parent === 'UnquotedLabelMatcher')
        matcher = { label: written, operator: '' };
      if (name === 'MatchOp' && matcher) matcher.operator = written;
      if (name === 'StringLiteral' && matcher) {
        selector?.matchers.push({ ...matcher, value: JSON.parse(written) as string });
        matcher = undefined;
      }
    },
  });
  return { selectors, labels };
}
