import type { Repository } from '@footman/butler-client';
import Database from 'libsql';
import { join } from 'node:path';

/** Changes stored rows behind everybody's back. */
export function drift(repository: Repository, ...statements: readonly string[]): void {
  const database = new Database(join(repository.root, 'gen3.sqlite3'));
  database.exec(statements.join(';\n'));
  database.close();
}
