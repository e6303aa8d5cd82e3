import { createAirflowPeer } from './airflow-peer';
import { createDagsterPeer } from './dagster-peer';
import type { DurablePeer } from './durable-peer';
import type { DurablePeerName } from './plan';
import { createTemporalPeer } from './temporal-peer';

const PEERS: Readonly<Record<DurablePeerName, () => DurablePeer>> = {
  'temporal-once': () => createTemporalPeer('once'),
  'temporal-each': () => createTemporalPeer('each'),
  airflow: createAirflowPeer,
  dagster: createDagsterPeer,
};

/** The peer of a name. */
export function createPeer(name: DurablePeerName): DurablePeer {
  return PEERS[name]();
}
