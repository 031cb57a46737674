/** For Prisma's command line: `LEDGER_URL=... npx prisma@7.10.0 migrate status`. Footman itself doesn't need it. */
export default {
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.LEDGER_URL ?? '' },
};
