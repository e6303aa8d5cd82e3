import { generate } from 'selfsigned';

/** A key and its certificate, as PEM. */
export interface Certified {
  readonly key: string;
  readonly cert: string;
}

const CURVE = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

/** Creates a certificate authority that no client trusts by default. */
export async function createAuthority(name: string): Promise<Certified> {
  const made = await generate([{ name: 'commonName', value: name }], {
    ...CURVE,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { key: made.private, cert: made.cert };
}

/** A certificate that the authority has signed, for servers at these addresses and for clients. */
export async function certify(authority: Certified, hosts: readonly string[]): Promise<Certified> {
  const made = await generate([{ name: 'commonName', value: hosts[0] ?? 'client' }], {
    ...CURVE,
    ca: authority,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      {
        name: 'subjectAltName',
        altNames: hosts.map((host) =>
          /^[\d.]+$/.test(host) ? { type: 7, ip: host } : { type: 2, value: host },
        ),
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}
