import { Ledger } from '../src/index.js';

// One of several processes that start at the same time, and in each several ledgers do.
const url = process.env['LEDGER_URL'] ?? '';
const ledgers = await Promise.all([1, 2, 3].map(() => Ledger.open(url)));
for (const ledger of ledgers) {
  await ledger.status();
  await ledger.close();
}
