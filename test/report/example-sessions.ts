import type { SessionData } from '../../src/session/session-data.ts';
import { sessionFromText, sessionText } from '../support/session-from-text.ts';

const MAIN = '<module>\0/app/shop.py\x001\x01l90';
const REPORT = 'report\0/app/shop.py\x0040\x01cShop\x01l44';
const PRICE = 'price\0/app/prices.py\x0010\x01cPrices\x01l14';
const LOAD = 'load\0/app/prices.py\x0030\x01cPrices\x01l33';
const LIBRARY: readonly string[] = [
  'loads\0/usr/lib/python3.12/json/__init__.py\x00299\x01l346',
  'decode\0/usr/lib/python3.12/json/decoder.py\x00333\x01cJSONDecoder\x01l338',
  'raw_decode\0/usr/lib/python3.12/json/decoder.py\x00344\x01cJSONDecoder\x01l354',
  'scan_once\0/usr/lib/python3.12/json/scanner.py\x0064\x01l67',
  '_scan_once\0/usr/lib/python3.12/json/scanner.py\x0028\x01l40',
];
const SLEEP = 'sleep\0<built-in>\x000';
const CACHE = 'cached\0/app/shop.py\x0070\x01l72';

/** A shop of ten seconds: loading with a library, prices, waiting, then a recursion. */
export function shopSession(): SessionData {
  const records: [string[], number][] = [];
  for (let at = 0; at < 20; at++) {
    records.push([[MAIN, REPORT, LOAD, ...LIBRARY], 0.125]);
    records.push([[MAIN, REPORT, PRICE], 0.25]);
    records.push([[MAIN, REPORT, PRICE, SLEEP], at < 10 ? 0.0625 : 0]);
  }
  for (let at = 0; at < 4; at++) {
    records.push([[MAIN, CACHE, REPORT, CACHE, PRICE], 0.375]);
    records.push([[MAIN], 0.0625]);
  }
  return sessionFromText(
    sessionText(records, { duration: 10, cpu_time: 7.5, target_description: 'Program: shop.py --all' }),
  );
}
