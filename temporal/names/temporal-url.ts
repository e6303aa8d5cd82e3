/** Where people find the Temporal Web UI. */
export interface TemporalUi {
  /** Its address, with or without a slash at the end. */
  readonly url: string;
  readonly namespace: string;
}

/** The page of a run in the Temporal Web UI. */
export function temporalUrl(
  run: { readonly workflow_id: string; readonly run_id: string },
  { url, namespace }: TemporalUi,
): string {
  const path = ['namespaces', namespace, 'workflows', run.workflow_id, run.run_id, 'history'];
  return `${url.replace(/\/+$/, '')}/${path.map(encodeURIComponent).join('/')}`;
}
