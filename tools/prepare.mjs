/**
 * What `npm start` and `npm test` need before they can run, installed when it isn't there. It uses nothing but Node, because
 * it runs on a machine where nothing has been installed yet.
 *
 *   --build     compile the workspace
 *   --redis     find redis-server, or install it where that is possible (Debian, root)
 *   --chromium  find chromium, or install it in the same way
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const OLDEST_NODE = [20, 19];

requireNode();
installPackages();
if (process.argv.includes('--build')) build();
if (process.argv.includes('--redis')) provideRedis();
if (process.argv.includes('--chromium')) provideChromium();

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  fail(`Footman needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
}

/** A stamp beside the packages tells which lock file they were installed from. */
function installPackages() {
  const stamp = join(root, 'node_modules', '.footman-installed');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say('Installing packages (the first time takes about a minute) ...');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'Packages could not be installed.');
  writeFileSync(stamp, lock);
}

function build() {
  say('Building ...');
  const tsc = join(root, 'node_modules', 'typescript', 'lib', 'tsc.js');
  run(process.execPath, [tsc, '-b', 'apps/footman/tsconfig.lib.json'], 'The build failed.');
}

/** Tests start servers of their own; where one can't be had, they say what they leave out. */
function provideRedis() {
  if (process.env.REDIS_URL || provided('redis-server')) return;
  say('There is no redis-server here and none can be installed: the queue is tested on PostgreSQL only.');
}

function provideChromium() {
  if (process.env.CHROMIUM || provided('chromium')) return;
  say('There is no chromium here and none can be installed: the console is not tested in a browser.');
}

/** Whether a program is there, or could be installed from Debian's package of that name. */
function provided(program) {
  if (onPath(program)) return true;
  if (process.platform !== 'linux' || process.getuid() !== 0 || !onPath('apt-get')) return false;
  say(`Installing ${program} ...`);
  // A service that the package has must not start.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const apt = (...args) =>
    spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], { env, stdio: 'ignore' }).status === 0;
  const install = () => apt('install', '-y', '--no-install-recommends', program);
  return (install() || (apt('update') && install())) && onPath(program);
}

function onPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((dir) => existsSync(join(dir, program)));
}

function run(command, args, complaint) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) fail(`${complaint}${error ? ` ${error.message}` : ''}`);
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(line) {
  say(line);
  process.exit(1);
}
