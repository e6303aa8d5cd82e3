/** The server's identity cannot be verified, or the server does not support TLS. */
export class DatabaseTlsError extends Error {
  override readonly name = 'DatabaseTlsError';
}

// https://nodejs.org/api/tls.html#x509-certificate-error-codes
const UNTRUSTED = /^(CERT_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|INVALID_CA|ERR_TLS_CERT_)/;
const NO_TLS = 'The server does not support SSL connections';

/** Explains a failed connection to `url` with a remedy if TLS is the cause; returns any other error unchanged. */
export function explainTls(error: unknown, url: string): unknown {
  if (!(error instanceof Error)) return error;
  const { host } = new URL(url);
  const code = 'code' in error ? String(error.code) : '';
  if (UNTRUSTED.test(code)) {
    return new DatabaseTlsError(
      `Postgres at ${host} is refused: its certificate is not to be trusted (${error.message}); ` +
        'name the file of its authority as sslrootcert in DATABASE_URL, and the host as the certificate does',
      { cause: error },
    );
  }
  if (error.message === NO_TLS) {
    return new DatabaseTlsError(
      `Postgres at ${host} is refused: it does not speak TLS, which sslmode in DATABASE_URL asks for; set ssl = on there`,
      { cause: error },
    );
  }
  return error;
}
