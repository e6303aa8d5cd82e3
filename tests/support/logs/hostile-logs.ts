import type { EventLogName } from '../../../domain/logs';

const HEADER = 'advertiser_id,product_id,date\n';

/**
 * Texts of logs by what is odd about them, one byte a character (Latin-1). However they are read, whole or in pieces, over
 * bytes or record by record, in one range or many, the outcome must be one and the same.
 */
export const HOSTILE_LOGS: Readonly<Record<string, string>> = {
  'plain rows': `${HEADER}A,p,2024-01-01\nA,p,2024-01-01\nB,q,2024-01-02\n`,
  'no newline at the end': `${HEADER}A,p,2024-01-01\nA,p,2024-01-02`,
  CRLF: `${HEADER}A,p,2024-01-01\r\nA,p,2024-01-01\r\nA,p,2024-01-01\r\n`,
  'lone CR': `${HEADER}A,p,2024-01-01\rA,p,2024-01-01\rA,q,2024-01-01\r`,
  'only lone CR': `${HEADER}A,p,2024-01-01\rA,p,2024-01-01\rA,q,2024-01-01`.replaceAll('\n', '\r'),
  'CR CR LF': `${HEADER}A,p,2024-01-01\r\r\nA,p,2024-01-01\r\n`,
  'mixed line ends': `${HEADER}A,p,2024-01-01\nA,p,2024-01-01\r\nA,p,2024-01-01\rA,p,2024-01-01\n`,
  'blank lines': `\n\n${HEADER}\n\nA,p,2024-01-01\n\r\n\nA,p,2024-01-01\n\n`,
  'blank lines of CR': `${HEADER}A,p,2024-01-01\n\r\r\nA,p,2024-01-01\n`,
  'quoted fields': `${HEADER}"A",p,2024-01-01\nA,"p",2024-01-01\nA,p,"2024-01-01"\nA,p,2024-01-01\n`,
  'quoted comma, quote and newline': `${HEADER}"A,1",p,2024-01-01\n"A""1",p,2024-01-01\n"A\n1",p,2024-01-01\nA,p,2024-01-01\n`,
  'quoted newline in an extra column':
    'advertiser_id,product_id,note,date\nA,p,"x\ny",2024-01-01\nA,p,"\n\n",2024-01-01\nA,p,n,2024-01-01\n',
  'quotes in the middle of a field': `${HEADER}A"1,p,2024-01-01\nA"1,p"q",2024-01-01\nA"1,p,2024-01-01\n`,
  'a quote that is never closed': `${HEADER}A,p,2024-01-01\n"A,p,2024-01-01\nA,p,2024-01-01\n`,
  'a quote closed in the middle': `${HEADER}A,p,2024-01-01\n"A"x,p,2024-01-01\nA,p,2024-01-01\n`,
  'short and long rows': `${HEADER}A,p\nA,p,2024-01-01,x\nA\nA,p,2024-01-01\n,,\n,,,\n`,
  'bad dates': `${HEADER}A,p,2024-02-30\nA,p,2024-02-29\nA,p,2023-02-29\nA,p,epoch\nA,p,2024-01-01x\nA,p,\nA,p,2024-1-1\nA,p,0000-01-01\nA,p,9999-12-31\n`,
  'bad types':
    'advertiser_id,product_id,type,date\nA,p,click,2024-01-01\nA,p,clic,2024-01-01\nA,p,Click,2024-01-01\nA,p,impressiox,2024-01-01\nA,p,,2024-01-01\nA,p,impression,2024-01-01\nA,p,impression ,2024-01-01\nA,p,conversion,2024-01-01\nA,p,conversioN,2024-01-01\nA,p,conversions,2024-01-01\n',
  'empty, long and longest ids': `${HEADER},p,2024-01-01\nA,,2024-01-01\n${'x'.repeat(128)},p,2024-01-01\n${'x'.repeat(129)},p,2024-01-01\nA,${'y'.repeat(128)},2024-01-01\nA,${'y'.repeat(129)},2024-01-01\n`,
  'NUL and other control bytes': `${HEADER}A\0,p,2024-01-01\nA,p\x7f,2024-01-01\nA\t,p,2024-01-01\nA,\xc2\x85,2024-01-01\n`,
  'ids of UTF-8': `${HEADER}\xc3\xa9,p,2024-01-01\n\xc3\xa9,p,2024-01-01\nA,\xe2\x82\xac,2024-01-02\nA,\xe2\x82\xac,2024-01-02\n`,
  'invalid UTF-8': `${HEADER}\xff,p,2024-01-01\nA,\xc3,2024-01-01\nA,\xed\xa0\x80,2024-01-01\nA,p,2024-01-01\n`,
  'spaces are part of ids': `${HEADER} A,p ,2024-01-01\nA,p,2024-01-01\nA ,p,2024-01-01\n`,
  'ids that extend one another': `${HEADER}A,p,2024-01-01\nAB,p,2024-01-01\nA,pppppppp,2024-01-01\nA,ppppppppp,2024-01-01\nA,pppppppppp,2024-01-01\n12345678,p,2024-01-01\n123456789,p,2024-01-01\n`,
  'NULL, NA and formulas': `${HEADER}NULL,NA,2024-01-01\n=cmd(),-1,2024-01-01\n`,
  'control bytes in an extra column':
    'x,advertiser_id,product_id,date\n\x01,A,p,2024-01-01\n\t,A,p,2024-01-01\n\xff,A,p,2024-01-01\n',
  'a missing column': 'advertiser_id,date\nA,2024-01-01\n',
  'a repeated column': 'advertiser_id,product_id,date,date\nA,p,2024-01-01,2024-01-01\n',
  'a header alone': HEADER,
  'no header': '\n\n',
};

/** The log that a hostile text is of. */
export function logOf(name: string): EventLogName {
  return name === 'bad types' ? 'ads_views' : 'product_views';
}
