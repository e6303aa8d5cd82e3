import {
  registerSearchAttributesCommand,
  removeSearchAttributeCommand,
} from '../../../temporal/names/search-attributes';

test('the command that frees the name of a column says where', () => {
  expect(removeSearchAttributeCommand('ExecutionDate', 'ads', 'temporal.internal:7233')).toBe(
    'temporal operator search-attribute remove --namespace ads --address temporal.internal:7233 --name ExecutionDate',
  );
});

describe('the command that registers the columns of the list of runs', () => {
  it('is one of the Temporal CLI for a server of one’s own', () => {
    expect(registerSearchAttributesCommand('ads', 'temporal.internal:7233')).toBe(
      'temporal operator search-attribute create --namespace ads --address temporal.internal:7233 ' +
        '--name ExecutionDate --type Keyword --name RowsPublished --type Int --name StartedBy --type Keyword',
    );
  });

  it.each(['ads.a1b2c.tmprl.cloud:7233', 'us-east-1.aws.api.temporal.io:7233'])(
    'is one of tcld for Temporal Cloud at %s, which takes no registration from elsewhere',
    (address) => {
      expect(registerSearchAttributesCommand('ads.a1b2c', address)).toBe(
        'tcld namespace search-attributes add --namespace ads.a1b2c ' +
          '--search-attribute ExecutionDate=Keyword --search-attribute RowsPublished=Int --search-attribute StartedBy=Keyword',
      );
    },
  );

  it('is not the command of Temporal Cloud for a host whose name only looks like it', () => {
    expect(registerSearchAttributesCommand('ads', 'tmprl.cloud.example.com:7233')).toMatch(
      /^temporal operator/,
    );
  });
});
