import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { readFileSync } from 'node:fs';
import { ASSET_DIRECTORY } from '../asset-directory.js';

const TYPES = { 'console.css': 'text/css', 'console.js': 'text/javascript', 'icon.svg': 'image/svg+xml' };

/** The files beside the pages, by name. */
const FILES = new Map(
  Object.entries(TYPES).map(([name, type]) => [
    name,
    { type, body: readFileSync(new URL(name, ASSET_DIRECTORY), 'utf8') },
  ]),
);

/** Style, script and icon of our own pages. */
@Controller('assets')
export class AssetsController {
  @Get(':name')
  file(@Param('name') name: string, @Res() reply: FastifyReply): void {
    const file = FILES.get(name);
    if (!file) throw new NotFoundException();
    // Small, and the same until the next version is deployed.
    reply.header('cache-control', 'public, max-age=300').type(file.type).send(file.body);
  }
}
