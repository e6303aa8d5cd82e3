import { gzipSync } from 'node:zlib';
import { loadParquetEncoder } from '../../storage/parquet';
import { eventsOf } from '../support/logs/described-events';

/*
 * Ad logs of public projects, as they are, each shape once: columns and forms of values are theirs, rows are invented. Must
 * fail when a description of that shape no longer reads it.
 */

const NOTHING_ELSE = { rejects: [], ignored: [] };

it('impressions and events in two files without headers, in Unix seconds', async () => {
  const common = { advertiser_id: 'adv', product_id: 'user', date: { column: 'ts', format: 'unix_seconds' } };
  const found = await eventsOf(
    'ads_views',
    [
      {
        objects: 'input/impressions.csv',
        csv: { header: ['ts', 'adv', 'creative', 'user'] },
        columns: { ...common, type: { value: 'impression' } },
      },
      {
        objects: 'input/events.csv',
        csv: { header: ['ts', 'id', 'adv', 'user', 'event'] },
        columns: { ...common, type: 'event' },
        types: { click: ['click'], conversion: ['purchase'], ignored: ['visit'] },
      },
    ],
    {
      'impressions.csv': '1767225599,1,7,0c9f-u1\n1767225600,2,7,0c9f-u2\n',
      'events.csv':
        '1767225600,e-1,2,0c9f-u2,click\n1767225601,e-2,2,0c9f-u2,purchase\n1767225602,e-3,2,0c9f-u2,visit\n',
    },
  );
  expect(found).toEqual({
    rows: [
      '2 0c9f-u2 2026-01-01 0 1 0',
      '2 0c9f-u2 2026-01-01 0 0 1',
      '1 0c9f-u1 2025-12-31 1 0 0',
      '2 0c9f-u2 2026-01-01 1 0 0',
    ],
    rejects: [],
    ignored: ['visit'],
  });
});

it('an export of a social network: an ad a row with counts, and no day', async () => {
  const header =
    'ad_id,xyz_campaign_id,fb_campaign_id,age,gender,interest,Impressions,Clicks,Spent,Total_Conversion,Approved_Conversion';
  const found = await eventsOf(
    'ads_views',
    [
      {
        objects: 'input/export/*.csv',
        columns: {
          advertiser_id: 'xyz_campaign_id',
          product_id: 'ad_id',
          date: { value: '2026-08-30' },
          impressions: 'Impressions',
          clicks: 'Clicks',
          conversions: 'Approved_Conversion',
        },
      },
    ],
    { 'export/a.csv': `${header}\r\n5001,31,9001,30-34,M,10,1194718,141,254.049996,28,14\r\n` },
  );
  expect(found).toEqual({ rows: ['31 5001 2026-08-30 1194718 141 14'], ...NOTHING_ELSE });
});

it('an impression a row, with a column that says whether it was clicked', async () => {
  const found = await eventsOf(
    'ads_views',
    [
      {
        objects: 'input/policy=*/campaign=*/*.csv',
        columns: {
          advertiser_id: { path: 'campaign' },
          product_id: 'item_id',
          date: { column: 'timestamp', format: 'timestamp' },
          impressions: { value: 1 },
          clicks: 'click',
        },
      },
    ],
    {
      // The first column is the index of a data frame.
      'policy=random/campaign=men/men.csv':
        ',timestamp,item_id,position,click,affinity\n' +
        '0,2026-11-24 14:59:59.442536+00:00,14,3,0,0.0\n1,2026-11-24 15:00:00+00:00,014,1,1,0.0\n',
    },
    'Asia/Tokyo',
  );
  expect(found).toEqual({ rows: ['men 14 2026-11-24 1 0 0', 'men 014 2026-11-25 1 1 0'], ...NOTHING_ELSE });
});

it('categories with blanks and ampersands as advertisers, in a table of products', async () => {
  const found = await eventsOf(
    'advertiser_ids',
    [{ objects: 'input/products.csv', columns: { advertiser_id: 'category' } }],
    {
      'products.csv':
        'product_id,city,category,rating\n1,Bay,Food & Drink,3.5\n2,"Bay, North",4WD & Off-Road,4\n',
    },
  );
  expect(found).toEqual({ rows: ['Food & Drink', '4WD & Off-Road'], ...NOTHING_ELSE });
});

it('a log of product views that a spreadsheet program saved, day first and without leading zeros', async () => {
  const found = await eventsOf(
    'product_views',
    [
      {
        objects: 'input/product_views.csv',
        columns: {
          advertiser_id: 'advertiser_id',
          product_id: 'product_id',
          date: { column: 'date', format: 'DD/MM/YYYY' },
        },
      },
    ],
    {
      'product_views.csv':
        'advertiser_id,product_id,date\r\nA1,p1,25/4/2026\r\nA1,p1,1/12/2026\r\nA1,p1,4/25/2026\r\n',
    },
  );
  expect(found).toEqual({
    rows: ['A1 p1 2026-04-25 1', 'A1 p1 2026-12-01 1'],
    rejects: ['4 invalid_date'],
    ignored: [],
  });
});

it('requests with timestamps in microseconds and a space, on the day that is written', async () => {
  const found = await eventsOf(
    'ads_views',
    [
      {
        objects: 'input/data/clicks.csv',
        columns: {
          advertiser_id: 'campaign_id',
          product_id: 'creative_id',
          type: { value: 'click' },
          date: { column: 'ts', format: 'timestamp' },
        },
      },
    ],
    {
      'data/clicks.csv':
        'req_id,user_id,campaign_id,creative_id,ip,ua,ts\nc_1,u_1,2,1,192.0.2.1,Mozilla/5.0,2026-09-03 03:28:03.026832\n',
    },
    'America/New_York',
  );
  expect(found).toEqual({ rows: ['2 1 2026-09-03 0 1 0'], ...NOTHING_ELSE });
});

it('a log of a content delivery network: gzip, tabs, names in #Fields, a day beside the time', async () => {
  const lines = [
    '#Version: 1.0',
    '#Fields: date time x-edge-location sc-bytes cs-method cs(Host) cs-uri-stem sc-status cs(User-Agent) cs-uri-query',
    '2026-04-27\t22:55:23\tFRA2\t30783\tGET\tads.example.net\t/a-"T".png\t200\tMozilla/5.0%20(X11;%20U)\t-',
    '2026-04-27\t23:59:59\tFRA2\t0\tGET\tads.example.net\t/b.png\t304\tMozilla/5.0\t-',
    '2026-04-28\t00:00:00\tFRA2\t0\tGET\tads.example.net\t/b.png\t404\tMozilla/5.0\t-',
  ];
  const found = await eventsOf(
    'ads_views',
    [
      {
        objects: 'input/cdn/*.gz',
        format: 'csv',
        csv: { delimiter: '\t' },
        columns: { advertiser_id: 'cs(Host)', product_id: 'cs-uri-stem', type: 'sc-status', date: 'date' },
        types: { impression: ['200', '304'], ignored: ['404'] },
      },
    ],
    { 'cdn/E2.2026-04-27-22.1a2b.gz': gzipSync(`${lines.join('\n')}\n`) },
  );
  expect(found).toEqual({
    rows: ['ads.example.net /a-"T".png 2026-04-27 1 0 0', 'ads.example.net /b.png 2026-04-27 1 0 0'],
    rejects: [],
    ignored: ['404'],
  });
});

it('clicks that a spreadsheet program saved: month first, with minutes', async () => {
  const found = await eventsOf(
    'ads_views',
    [
      {
        objects: 'input/clicks.csv',
        columns: {
          advertiser_id: 'app',
          product_id: 'channel',
          date: { column: 'click_time', format: 'MM/DD/YYYY HH:mm' },
          clicks: { value: 1 },
          conversions: 'is_attributed',
        },
      },
    ],
    {
      'clicks.csv':
        'ip,app,device,os,channel,click_time,is_attributed\n87540,12,1,13,497,11/7/2026 9:30,0\n1,12,1,17,259,11/12/2026 13:40,1\n',
    },
  );
  expect(found).toEqual({
    rows: ['12 497 2026-11-07 0 1 0', '12 259 2026-11-12 0 1 1'],
    ...NOTHING_ELSE,
  });
});

it('a sample of a competition: hours of ten digits, in a .txt', async () => {
  const found = await eventsOf(
    'ads_views',
    [
      {
        objects: 'input/sample.txt',
        format: 'csv',
        columns: {
          advertiser_id: 'site_id',
          product_id: 'C14',
          date: { column: 'hour', format: 'YYMMDDHH' },
          impressions: { value: 1 },
          clicks: 'click',
        },
      },
    ],
    {
      'sample.txt':
        'id,click,hour,C1,site_id,C14\n1,0,26102100,1005,1fbe01fe,15706\n2,1,26102123,1005,85f751fd,15704\n',
    },
  );
  expect(found).toEqual({
    rows: ['1fbe01fe 15706 2026-10-21 1 0 0', '85f751fd 15704 2026-10-21 1 1 0'],
    ...NOTHING_ELSE,
  });
});

it('JSON lines in a .json, with numbers as ids and keys that not every record has', async () => {
  const found = await eventsOf(
    'ads_views',
    [
      {
        objects: 'input/clicks.json',
        format: 'jsonl',
        columns: {
          advertiser_id: 'customer',
          product_id: 'page',
          type: { value: 'click' },
          date: { column: 'at', format: 'timestamp' },
        },
      },
    ],
    {
      'clicks.json':
        '{"id":0,"customer":0,"page":"page#00","at":"2026-01-27 16:07:02","key2":103717}\n' +
        '{"id":1,"page":"page#01","at":"2026-01-27 16:07:02"}\n',
    },
  );
  expect(found).toEqual({
    rows: ['0 page#00 2026-01-27 0 1 0'],
    rejects: ['2 empty_id'],
    ignored: [],
  });
});

it('a Parquet table with other columns, and days of their own type', async () => {
  const encode = await loadParquetEncoder();
  const body = encode([
    { name: 'client', type: 'STRING', data: ['Shoe & Co', 'Shoe & Co'] },
    { name: 'canal', type: 'STRING', data: ['Search', 'Video'] },
    { name: 'cost', type: 'DOUBLE', data: [6.48, 8.43] },
    { name: 'day', type: 'DATE', data: [20454, 20455] },
  ]);
  const found = await eventsOf(
    'ads_views',
    [
      {
        objects: 'input/clicks.parquet',
        columns: { advertiser_id: 'client', product_id: 'canal', type: { value: 'click' }, date: 'day' },
      },
    ],
    { 'clicks.parquet': body },
  );
  expect(found).toEqual({
    rows: ['Shoe & Co Search 2026-01-01 0 1 0', 'Shoe & Co Video 2026-01-02 0 1 0'],
    ...NOTHING_ELSE,
  });
});
