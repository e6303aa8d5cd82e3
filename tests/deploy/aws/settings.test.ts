import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ENDPOINTS } from '../../../api/endpoints';
import { SETTING_NAMES } from '../../../config/declarations';
import { COUNTING_TASK_QUEUE, TASK_QUEUE } from '../../../temporal/names/run-identity';

const ROOT = path.join(__dirname, '..', '..', '..');
const read = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');
const tasks = read('deploy/aws/tasks.tf');
const everything = readdirSync(path.join(ROOT, 'deploy', 'aws'))
  .filter((name) => name.endsWith('.tf'))
  .map((name) => read(`deploy/aws/${name}`))
  .join('\n');

/** Names that containers get: keys of maps in capitals, which Terraform's own never are. */
const set = [...tasks.matchAll(/\b([A-Z][A-Z_]+) += /g)].map(([, name]) => name!);
/** What Node and libraries read: Temporal's environment, and the Postgres client's. */
const OF_LIBRARIES = [
  'NODE_OPTIONS',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_API_KEY',
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_TLS',
  'PGUSER',
  'PGPASSWORD',
];

describe('the Terraform of AWS', () => {
  it('sets nothing that neither the settings nor the libraries know', () => {
    const users = read('deploy/image/database-users.mjs').match(/\b[A-Z]+_DATABASE_URL\b/g) ?? [];
    expect(set.length).toBeGreaterThan(15);
    for (const name of set) expect([...SETTING_NAMES, ...OF_LIBRARIES, ...users]).toContain(name);
  });

  it('keeps passwords and keys out of what it sets in clear text', () => {
    const environments = tasks.match(/environment = (merge\([^)]*\)|\{[^}]*\})/g) ?? [];
    expect(environments.length).toBeGreaterThan(3);
    for (const text of [...environments, /temporal = \{[^}]*\}/.exec(tasks)![0]]) {
      expect(text).not.toMatch(/PASSWORD|API_KEY\b|SECRET|_DATABASE_URL/);
    }
    // Nor does any file hold an account's number or a key's id.
    expect(everything).not.toMatch(/\b\d{12}\b|\bA(KIA|SIA)[A-Z0-9]{16}\b/);
    // A secret's value is write-only: no Terraform state contains it.
    expect(everything).not.toMatch(/secret_string += /);
  });

  it('watches the task queues that workers poll', () => {
    expect(/task_queues += (\[.*\])/.exec(tasks)?.[1]).toBe(`["${TASK_QUEUE}", "${COUNTING_TASK_QUEUE}"]`);
    const backlog = read('deploy/image/backlog.mjs');
    const metric = /const METRIC = '(\w+)'/.exec(backlog)?.[1];
    const namespace = /const NAMESPACE = '(\w+)'/.exec(backlog)?.[1];
    expect(everything.match(new RegExp(`metric_name += "${metric!}"`, 'g'))).toHaveLength(2);
    expect(everything.match(new RegExp(`namespace += "${namespace!}"`, 'g'))).toHaveLength(2);
  });

  it('asks the API for its readiness at a path that it has', () => {
    const asked = /health_check \{\s+path += "([^"]+)"/.exec(everything)?.[1];
    expect(ENDPOINTS.map((endpoint) => endpoint.path)).toContain(asked);
  });

  it('runs commands and programs that the image has', () => {
    const commands = [...tasks.matchAll(/command += \["([a-z]+)"/g)].map(([, name]) => name!);
    expect(commands).toEqual(expect.arrayContaining(['api', 'migrate', 'schedule', 'worker', 'doctor']));
    const known = readdirSync(path.join(ROOT, 'cli', 'commands')).map((name) => name.replace('.ts', ''));
    for (const command of commands) expect(known).toContain(command);
    const dockerfile = read('Dockerfile');
    for (const [, program] of tasks.matchAll(/"node", "([a-z-]+\.mjs)"/g)) {
      expect(dockerfile).toContain(`deploy/image/${program!}`);
    }
  });

  it('grants the lake what docs/operating.md says, and no more', () => {
    const granted = /"lake" \{(.*?)\n\}/s.exec(read('deploy/aws/roles.tf'))![1]!.match(/s3:\w+/g);
    const documented = /## On S3(.*?)The server must support/s
      .exec(read('docs/operating.md'))![1]!
      .match(/(?<=`)s3:\w+(?=`)/g);
    expect(granted?.toSorted()).toEqual([...new Set(documented)].sort());
  });

  it('expires only the prefix of the results of dates', () => {
    const lake = read('deploy/aws/lake.tf');
    expect([...lake.matchAll(/\sprefix = "([^"]+)"/g)].map(([, prefix]) => prefix)).toEqual([
      'intermediate/date=',
    ]);
    expect(lake.match(/\bexpiration \{/g)).toHaveLength(1);
  });
});

describe('.github/workflows/deploy.yml', () => {
  it('reads the variables that Terraform says', () => {
    const workflow = read('.github/workflows/deploy.yml');
    const said = [
      .../value = \{(.*?)\n {2}\}/s.exec(read('deploy/aws/outputs.tf'))![1]!.matchAll(/([A-Z_]+) += /g),
    ];
    const used = [...workflow.matchAll(/\bvars\.([A-Z_]+)/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).toEqual(said.map(([, name]) => name).sort());
  });

  it('holds no secret, and takes a role in place of a key', () => {
    const workflow = read('.github/workflows/deploy.yml');
    expect(workflow).not.toMatch(/\bsecrets\./);
    expect(workflow.match(/role-to-assume/g)).toHaveLength(2);
  });
});
