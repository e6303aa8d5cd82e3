import { createServer, connect } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { once } from 'node:events';
import { childEnvironment } from '../config/settings';
import { runCommand } from '../local/children';
import { findOnPath } from '../local/executables';

const COMMAND_TIMEOUT_MS = 10_000;

/** A network namespace with one link to this host, which simulates another machine. */
interface Host {
  readonly name: string;
  /** Name of this host's end of the link. */
  readonly link: string;
  /** The address of this host on the link. */
  readonly ourAddress: string;
  readonly itsAddress: string;
}

/** The range of RFC 2544, which is meant for benchmarks. */
const HOSTS: readonly Host[] = [
  { name: 'adtech-bench-1', link: 'adtech-b1', ourAddress: '198.18.71.1', itsAddress: '198.18.71.2' },
  { name: 'adtech-bench-2', link: 'adtech-b2', ourAddress: '198.18.71.5', itsAddress: '198.18.71.6' },
];

/** Where a worker is started, and how it reaches the servers from there. */
export interface WorkerPlace {
  readonly networkNamespace?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Two hosts on this machine. */
export class TwoHosts {
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();

  /** Tells why hosts cannot be made here; undefined when they can. */
  static obstacle(): string | undefined {
    if (process.platform !== 'linux') return 'network namespaces are Linux’s';
    if (process.getuid?.() !== 0) return 'making network namespaces needs root';
    return findOnPath('ip', childEnvironment()).length === 0
      ? '`ip` (iproute2) is not on the PATH'
      : undefined;
  }

  /** Makes the namespaces and their links. @throws Error with what `ip` said. */
  static async create(): Promise<TwoHosts> {
    await removeHosts();
    const hosts = new TwoHosts();
    try {
      for (const host of HOSTS) await createHost(host);
      return hosts;
    } catch (error) {
      await removeHosts();
      throw error;
    }
  }

  /** Lets each host reach the two servers, which listen only on the loopback interface of this host. */
  async connect(temporalAddress: string, databaseUrl: string): Promise<WorkerPlace[]> {
    const places: WorkerPlace[] = [];
    for (const { name, ourAddress } of HOSTS) {
      const temporalPort = await this.#forward(ourAddress, Number(new URL(`http://${temporalAddress}`).port));
      const database = new URL(databaseUrl);
      database.port = String(await this.#forward(ourAddress, Number(database.port)));
      database.hostname = ourAddress;
      places.push({
        networkNamespace: name,
        env: { TEMPORAL_ADDRESS: `${ourAddress}:${temporalPort}`, DATABASE_URL: database.href },
      });
    }
    return places;
  }

  /** Closes the connections and servers that `connect` has opened. */
  async disconnect(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#servers.splice(0).map((server) => once(server.close(), 'close')));
  }

  /** Removes the namespaces, and with them the links. */
  async remove(): Promise<void> {
    await this.disconnect();
    await removeHosts();
  }

  async #forward(address: string, port: number): Promise<number> {
    const server = createServer((incoming) => {
      const outgoing = connect({ host: '127.0.0.1', port });
      for (const [from, to] of [
        [incoming, outgoing],
        [outgoing, incoming],
      ] as const) {
        this.#sockets.add(from);
        from.setNoDelay().pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          this.#sockets.delete(from);
          to.destroy();
        });
      }
    });
    server.listen(0, address);
    await once(server, 'listening');
    this.#servers.push(server);
    return (server.address() as AddressInfo).port;
  }
}

async function createHost({ name, link, ourAddress, itsAddress }: Host): Promise<void> {
  await ip('netns', 'add', name);
  await ip('link', 'add', link, 'type', 'veth', 'peer', 'name', 'uplink', 'netns', name);
  await ip('address', 'add', `${ourAddress}/30`, 'dev', link);
  await ip('link', 'set', link, 'up');
  await ip('-netns', name, 'address', 'add', `${itsAddress}/30`, 'dev', 'uplink');
  await ip('-netns', name, 'link', 'set', 'uplink', 'up');
  await ip('-netns', name, 'link', 'set', 'lo', 'up');
}

/** Removes the hosts, also those that a killed bench left behind: no other program uses these names. Missing ones are skipped. */
async function removeHosts(): Promise<void> {
  for (const { name, link } of HOSTS) {
    // Without this, the kernel would remove the link some time after its namespace.
    await tryIp('link', 'delete', link);
    await tryIp('netns', 'delete', name);
  }
}

async function ip(...args: readonly string[]): Promise<void> {
  const { code, output } = await tryIp(...args);
  if (code !== 0) throw new Error(`ip ${args.join(' ')} failed: ${output.trim()}`);
}

function tryIp(...args: readonly string[]) {
  const { PATH = '' } = childEnvironment();
  return runCommand('ip', args, { env: { PATH: `${PATH}:/usr/sbin:/sbin` }, timeoutMs: COMMAND_TIMEOUT_MS });
}
