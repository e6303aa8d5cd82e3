import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const RELEASE = path.join(__dirname, '..', '..', '..', 'deploy', 'aws', 'release.sh');

/** Answers as the AWS command line does, and notes what it was asked; a part in FAILS ends with 1. */
const AWS = `#!/usr/bin/env node
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const log = process.env.AWS_LOG;
const [, action, ...rest] = process.argv.slice(2);
const option = (name) => rest[rest.indexOf(name) + 1];
const note = (line) => appendFileSync(log, line + '\\n');
if (action === 'describe-task-definition') {
  const family = option('--task-definition');
  if (option('--query') === 'taskDefinition') {
    console.log(JSON.stringify({ family, revision: 1, status: 'ACTIVE', taskDefinitionArn: 'arn:' + family + ':1',
      containerDefinitions: [{ name: 'one', image: 'old' }, { name: 'two', image: 'old' }] }));
  } else console.log('arn:' + family + ':2');
} else if (action === 'register-task-definition') {
  const definition = JSON.parse(option('--cli-input-json'));
  note('register ' + JSON.stringify(definition));
  console.log('arn:' + definition.family + ':2');
} else if (action === 'run-task') {
  note('run ' + option('--task-definition') + ' ' + option('--network-configuration'));
  console.log(option('--task-definition'));
} else if (action === 'describe-tasks') {
  console.log(option('--tasks').includes(process.env.FAILS || 'nothing') ? 1 : 0);
} else if (action === 'update-service') {
  note('update ' + option('--service') + ' ' + option('--task-definition'));
} else if (action === 'describe-services') {
  const service = option('--services');
  console.log('arn:adtech-' + service + (service === process.env.ROLLED_BACK ? ':1' : ':2'));
}
`;

// A release is a dozen processes.
jest.setTimeout(120_000);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-release-'));
  writeFileSync(path.join(folder, 'aws'), AWS);
  chmodSync(path.join(folder, 'aws'), 0o755);
  writeFileSync(path.join(folder, 'log'), '');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function release(env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(RELEASE, ['0.2.0'], {
    encoding: 'utf8',
    env: {
      PATH: `${folder}:${process.env['PATH'] ?? ''}`,
      AWS_LOG: path.join(folder, 'log'),
      CLUSTER: 'adtech',
      ECR_REPOSITORY: 'registry.example/adtech',
      SUBNETS: 's-1,s-2',
      SECURITY_GROUPS: 'g-1',
      ...env,
    },
  });
  const asked = readFileSync(path.join(folder, 'log'), 'utf8').trimEnd().split('\n');
  return { status, stdout, stderr, asked };
}

const withoutRegistrations = (asked: readonly string[]) =>
  asked.filter((line) => !line.startsWith('register')).map((line) => line.split(' ').slice(0, 2).join(' '));

describe('a release on AWS', () => {
  it('expands the database, then replaces worker and API, then applies the schedule', () => {
    const { status, stdout, asked } = release();
    expect(status).toBe(0);
    expect(withoutRegistrations(asked)).toEqual([
      'run arn:adtech-database-users:2',
      'run arn:adtech-migrate:2',
      'update worker',
      'update api',
      'run arn:adtech-schedule:2',
    ]);
    expect(stdout).toContain('worker runs 0.2.0\napi runs 0.2.0\n');
    expect(asked).toContain(
      'run arn:adtech-migrate:2 awsvpcConfiguration={subnets=[s-1,s-2],securityGroups=[g-1],assignPublicIp=DISABLED}',
    );
  });

  it('gives every container of a part the image, and hands back nothing that only descriptions have', () => {
    const [first] = release().asked;
    expect(JSON.parse(first!.slice('register '.length))).toEqual({
      family: 'adtech-database-users',
      containerDefinitions: [
        { name: 'one', image: 'registry.example/adtech:0.2.0' },
        { name: 'two', image: 'registry.example/adtech:0.2.0' },
      ],
    });
  });

  it('leaves worker and API as they are when the migration fails', () => {
    const { status, stderr, asked } = release({ FAILS: 'migrate' });
    expect(status).toBe(1);
    expect(stderr).toContain(
      'migrate has ended with 1; its log is in the group /adtech/tasks, stream migrate',
    );
    expect(withoutRegistrations(asked).at(-1)).toBe('run arn:adtech-migrate:2');
  });

  it('says so when a service went back to what it ran before', () => {
    const { status, stderr } = release({ ROLLED_BACK: 'api' });
    expect(status).toBe(1);
    expect(stderr).toContain('api runs arn:adtech-api:1 again, since arn:adtech-api:2 did not start');
  });
});
