import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Where Chromium is: CHROMIUM, or on the path; null if it isn't there. */
export function findChromium(): string | null {
  const { CHROMIUM, PATH = '' } = process.env;
  const places = PATH.split(delimiter).map((directory) => join(directory, 'chromium'));
  return CHROMIUM || (places.find((place) => existsSync(place)) ?? null);
}

/** Starts a Chromium that nobody sees. */
export function startChromium(executablePath: string): Promise<Browser> {
  // In a container root runs it, and its sandbox can't be had.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
