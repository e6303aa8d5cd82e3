import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ENDPOINTS } from '../../../api/endpoints';
import { SETTING_NAMES } from '../../../config/declarations';
import { COUNTING_TASK_QUEUE, TASK_QUEUE } from '../../../temporal/names/run-identity';

const FOLDER = path.join(__dirname, '..', '..', '..', 'deploy', 'kubernetes');
const { safeLoad, safeLoadAll } = jest.requireActual<{
  safeLoad(text: string): unknown;
  safeLoadAll(text: string): unknown[];
}>('js-yaml');
const read = (name: string) => readFileSync(path.join(FOLDER, name), 'utf8');

const kustomization = z
  .object({
    resources: z.array(z.string()),
    images: z.array(z.object({ name: z.string(), newTag: z.string() })),
    configMapGenerator: z.array(z.object({ literals: z.array(z.string()) })),
  })
  .parse(safeLoad(read('kustomization.yaml')));
const probe = z.object({
  httpGet: z.object({ path: z.string(), port: z.string() }).optional(),
  exec: z.object({ command: z.array(z.string()) }).optional(),
});
const container = z.object({
  image: z.literal('adtech-recommendations'),
  args: z.array(z.string()),
  env: z.array(z.object({ name: z.string() })).default([]),
  readinessProbe: probe.optional(),
  livenessProbe: probe.optional(),
  startupProbe: probe.optional(),
  resources: z.object({ requests: z.object({ cpu: z.string(), memory: z.string() }) }),
  securityContext: z.object({
    readOnlyRootFilesystem: z.literal(true),
    allowPrivilegeEscalation: z.literal(false),
    capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
  }),
});
const workload = z.object({
  kind: z.enum(['Deployment', 'Job']),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    template: z.object({
      spec: z.object({
        securityContext: z.object({ runAsNonRoot: z.literal(true), runAsUser: z.literal(1000) }),
        containers: z.array(container),
        initContainers: z.array(container).default([]),
      }),
    }),
  }),
});
const workloads = kustomization.resources
  .flatMap((name) => safeLoadAll(read(name)))
  .filter((manifest) => ['Deployment', 'Job'].includes((manifest as { kind: string }).kind))
  .map((manifest) => workload.parse(manifest));
const containers = workloads.flatMap(({ spec: { template } }) => [
  ...template.spec.initContainers,
  ...template.spec.containers,
]);

describe('the manifests of Kubernetes', () => {
  it('run every part, locked in, with what it needs', () => {
    expect(containers.map(({ args }) => args.join(' '))).toEqual([
      'worker',
      'api',
      'migrate',
      'schedule apply',
    ]);
  });

  it('set nothing that the settings do not know', () => {
    const literals = kustomization.configMapGenerator.flatMap((map) => map.literals);
    const names = [
      ...literals.map((literal) => literal.split('=')[0]!),
      ...containers.flatMap(({ env }) => env.map(({ name }) => name)),
    ];
    const ofLibraries = ['NODE_OPTIONS', 'TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'TEMPORAL_API_KEY'];
    for (const name of names) expect([...SETTING_NAMES, ...ofLibraries]).toContain(name);
  });

  it('probe paths that the API has, and a program that the image has', () => {
    const probes = containers.flatMap((each) => [each.readinessProbe, each.livenessProbe, each.startupProbe]);
    const paths = probes.flatMap((each) => each?.httpGet?.path ?? []);
    expect(paths.sort()).toEqual(['/health/live', '/health/ready']);
    for (const asked of paths) expect(ENDPOINTS.map((endpoint) => endpoint.path)).toContain(asked);
    for (const each of probes) {
      if (each?.exec !== undefined) expect(each.exec.command).toEqual(['node', 'health.mjs', 'worker']);
    }
  });

  it('name the version in the job, since a job cannot be changed', () => {
    const [{ newTag } = { newTag: '' }] = kustomization.images;
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(path.join(FOLDER, '..', '..', 'package.json'), 'utf8')));
    expect(newTag).toBe(version);
    expect(workloads.find(({ kind }) => kind === 'Job')?.metadata.name).toBe(`adtech-release-${version}`);
  });

  it('scale by the task queues that workers poll', () => {
    const queues = [...read('scaling.yaml').matchAll(/taskQueue: (\S+)/g)].map(([, queue]) => queue);
    expect(queues).toEqual([TASK_QUEUE, COUNTING_TASK_QUEUE]);
  });
});
