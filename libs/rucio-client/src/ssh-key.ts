import { createPrivateKey, type KeyObject } from 'node:crypto';
import { RucioAuthenticationError } from './errors.js';

/**
 * Reads an RSA key, which Node knows in PEM only.
 *
 * @throws {RucioAuthenticationError}
 */
export async function sshKey(text: string): Promise<KeyObject> {
  try {
    const key = text.includes('OPENSSH PRIVATE KEY') ? await openSshKey(text) : createPrivateKey(text);
    if (key?.asymmetricKeyType === 'rsa') return key;
  } catch (cause) {
    throw new RucioAuthenticationError(
      text.includes('ENCRYPTED') || (cause as Error).name === 'KeyEncryptedError'
        ? 'The SSH key wants a passphrase. Give a copy without one: ssh-keygen -p -f FILE'
        : 'The SSH key is neither in PEM nor in the format of OpenSSH',
      { cause },
    );
  }
  throw new RucioAuthenticationError('Rucio takes no SSH keys but those of RSA');
}

/** Undefined for one that isn't of RSA. */
async function openSshKey(text: string): Promise<KeyObject | undefined> {
  const { default: sshpk } = await import('sshpk');
  const { type, parts: found } = sshpk.parsePrivateKey(text, 'ssh');
  if (type !== 'rsa') return undefined;
  const bytesOf = (name: string) => found.find((part) => part.name === name)?.data ?? Buffer.alloc(0);
  const number = (name: string) => BigInt(`0x${bytesOf(name).toString('hex')}`);
  const parts: Record<string, Buffer> = {
    n: bytesOf('n'),
    e: bytesOf('e'),
    d: bytesOf('d'),
    p: bytesOf('p'),
    q: bytesOf('q'),
    // OpenSSH leaves these two out, and what sshpk writes in their place is zero.
    dp: bufferOf(number('d') % (number('p') - 1n)),
    dq: bufferOf(number('d') % (number('q') - 1n)),
    qi: bytesOf('iqmp'),
  };
  const jwk = Object.entries(parts).map(([name, bytes]) => [name, bytes.toString('base64url')]);
  return createPrivateKey({ format: 'jwk', key: { kty: 'RSA', ...Object.fromEntries(jwk) } });
}

function bufferOf(number: bigint): Buffer {
  const digits = number.toString(16);
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
}
