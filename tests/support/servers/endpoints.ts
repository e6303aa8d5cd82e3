/** Where the servers of this test run listen; handed from the global setup to the tests through the environment. */
export interface Endpoints {
  /** Of the maintenance database `adtech`; tests make their own from the template. */
  readonly postgresUrl: string;
  readonly templateDatabase: string;
  readonly temporalAddress: string;
  readonly temporalExecutable: string;
  readonly s3Endpoint: string;
  readonly s3AccessKeyId: string;
  readonly s3SecretAccessKey: string;
}

const VARIABLE = 'ADTECH_TEST_ENDPOINTS';

/** Makes the endpoints known to the processes of the tests. */
export function announceEndpoints(endpoints: Endpoints): void {
  process.env[VARIABLE] = JSON.stringify(endpoints);
}

/** The servers of this test run. @throws Error outside the integration project. */
export function testEndpoints(): Endpoints {
  const text = process.env[VARIABLE];
  if (text === undefined)
    throw new Error('this suite belongs in the integration project (*.integration.test.ts)');
  return JSON.parse(text) as Endpoints;
}
