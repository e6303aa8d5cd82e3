import { Client, Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import {
  createSearchAttributeWatch,
  findSearchAttributes,
  registerSearchAttributes,
} from '../../temporal/search-attributes';
import { createTestNamespace } from '../support/processes/command-line';
import { testEndpoints } from '../support/servers/endpoints';

const ADDRESS = '127.0.0.1:7233';
const ALL_ABSENT = { ExecutionDate: 'absent', RowsPublished: 'absent', StartedBy: 'absent' };
const ALL_REGISTERED = { ExecutionDate: 'registered', RowsPublished: 'registered', StartedBy: 'registered' };
const { INDEXED_VALUE_TYPE_INT } = temporal.api.enums.v1.IndexedValueType;

let connection: Connection;
let client: Client;

beforeAll(async () => {
  connection = await Connection.connect({ address: testEndpoints().temporalAddress });
});
beforeEach(async () => {
  const { TEMPORAL_NAMESPACE: namespace } = await createTestNamespace();
  client = new Client({ connection, namespace });
});
afterAll(() => connection.close());

const states = async (of = client) => Object.fromEntries(await findSearchAttributes(of));

/** A client whose operator's calls the server refuses, as Temporal Cloud does. */
function ofCloud(): Client {
  const refusal = { code: 7, details: 'Request unauthorized.', metadata: {} };
  const refuse = () => Promise.reject(Object.assign(new Error('7 PERMISSION_DENIED'), refusal));
  const operatorService = { addSearchAttributes: refuse, listSearchAttributes: refuse };
  const refusing = new Proxy(connection, {
    get: (target, name): unknown =>
      name === 'operatorService' ? operatorService : Reflect.get(target, name),
  });
  return new Client({ connection: refusing, namespace: client.options.namespace });
}

describe('the columns of the list of runs', () => {
  it('are registered once, and left alone when that is repeated', async () => {
    expect(await states()).toEqual(ALL_ABSENT);
    expect(await registerSearchAttributes(client, ADDRESS)).toEqual({
      added: ['ExecutionDate', 'RowsPublished', 'StartedBy'],
      fault: undefined,
    });
    expect(await states()).toEqual(ALL_REGISTERED);
    expect(await registerSearchAttributes(client, ADDRESS)).toEqual({ added: [], fault: undefined });
  });

  it('are registered by two who do so at once', async () => {
    const both = await Promise.all([
      registerSearchAttributes(client, ADDRESS),
      registerSearchAttributes(client, ADDRESS),
    ]);
    expect(both.map(({ fault }) => fault)).toEqual([undefined, undefined]);
    expect(await states()).toEqual(ALL_REGISTERED);
  });

  it('are not used where their name has another type, which is reported with the command that frees the name', async () => {
    const { namespace } = client.options;
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: { ExecutionDate: INDEXED_VALUE_TYPE_INT },
    });
    expect(await registerSearchAttributes(client, ADDRESS)).toEqual({
      added: ['RowsPublished', 'StartedBy'],
      fault: expect.stringMatching(
        /ExecutionDate is there already, and not of the type KEYWORD.* temporal operator search-attribute remove --namespace \S+ --address 127\.0\.0\.1:7233 --name ExecutionDate$/,
      ) as unknown,
    });
    expect(await createSearchAttributeWatch(client)()).toEqual(['RowsPublished', 'StartedBy']);
  });
});

describe('a server that lets this caller register nothing', () => {
  it('gets the command for an authorized user, and no failure', async () => {
    const { added, fault } = await registerSearchAttributes(ofCloud(), 'ads.a1b2c.tmprl.cloud:7233');
    expect(added).toEqual([]);
    expect(fault).toMatch(
      /does not register ExecutionDate, RowsPublished, StartedBy for this caller \(Request unauthorized\.\); runs do not have them until an authorized user runs: tcld namespace search-attributes add /,
    );
  });

  it('still reports the attributes that were registered by others', async () => {
    const cloud = ofCloud();
    expect(await states(cloud)).toEqual(ALL_ABSENT);
    await registerSearchAttributes(client, ADDRESS);
    expect(await states(cloud)).toEqual(ALL_REGISTERED);
    expect(await registerSearchAttributes(cloud, ADDRESS)).toEqual({ added: [], fault: undefined });
  });
});
