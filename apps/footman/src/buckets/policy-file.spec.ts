import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyFile } from './policy-file.js';
import { readYamlFiles } from './yaml-files.js';

describe('policy files', () => {
  const read = (text: string) => {
    const path = join(mkdtempSync(join(tmpdir(), 'footman-')), 'rubin-x.yaml');
    writeFileSync(path, text);
    return readYamlFiles(policyFile, '.', path);
  };

  it('tell all their problems at once, and where', () => {
    const text = `
bucket: Rubin X
endpoint-url: s3dfrgw.slac.stanford.edu
owner: me
statements:
  - Sid: one
    read: ["arn:aws:iam::rubin:user/rubin-summit-users", reader]
  - Sid: one
    read: [reader]
    write: [writer]
    below: raw/*
`;
    for (const problem of [
      'bucket: has to be the name of a bucket',
      "endpoint-url: has to be the gateway's URL",
      'statements.0.read.0: has to be a user as the gateway names it, NAME or TENANT$NAME',
      'statements.1.below: has to be the beginning of keys',
      'Unrecognized key: "owner"',
    ]) {
      expect(() => read(text)).toThrow(problem);
    }
  });

  it('have one right in each statement, and each statement once', () => {
    const statements = 'statements: [{Sid: a, read: [r]}, {Sid: a, write: [w]}, {Sid: b}]';
    const text = `bucket: rubin-x\nendpoint-url: https://s3\n${statements}`;
    expect(() => read(text)).toThrow('statements.2: has to have one of read, write, deny-write');
    expect(() => read(text.replace(', {Sid: b}', ''))).toThrow('statements.1.Sid: is there twice');
  });

  it('that are no YAML, or are not there, are told of as such', () => {
    expect(() => read('a: [')).toThrow(/rubin-x\.yaml is no YAML: /);
    expect(() => readYamlFiles(policyFile, tmpdir(), 'no-such-bucket')).toThrow('has no no-such-bucket.yaml');
    expect(() => readYamlFiles(policyFile, '.', '/no/such.yaml')).toThrow("/no/such.yaml can't be read");
  });
});
