import { LAKE_USERS, RUN_USERS } from './declarations';
import type { SettingText, SettingUser } from './declarations';

const TEMPORAL_USERS: readonly SettingUser[] = ['up', 'worker', 'schedule'];

/** Settings that libraries read themselves; a name may end with `*`. */
export const LIBRARY_SETTINGS: readonly SettingText[] = [
  { name: 'AWS_*', meaning: 'As the AWS SDK reads them; profiles and roles work', usedBy: LAKE_USERS },
  {
    name: 'TEMPORAL_ADDRESS',
    meaning: 'The host and port of Temporal',
    unset: 'embedded',
    usedBy: TEMPORAL_USERS,
  },
  { name: 'TEMPORAL_NAMESPACE', meaning: 'The namespace', unset: 'default', usedBy: TEMPORAL_USERS },
  {
    name: 'TEMPORAL_*',
    meaning: "API key, TLS, profile: as Temporal's tools read them",
    usedBy: TEMPORAL_USERS,
  },
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    meaning: 'The collector of traces, by OTLP over HTTP',
    unset: 'no traces',
    usedBy: RUN_USERS,
    compose: { sections: ['worker'] },
  },
  { name: 'OTEL_*', meaning: 'As OpenTelemetry reads them', usedBy: RUN_USERS },
];
