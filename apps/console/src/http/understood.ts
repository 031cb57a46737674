import { BadRequestException } from '@nestjs/common';
import type { z } from 'zod';

/** What an address or a form says. @throws BadRequestException that names what can't be understood */
export function understood<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const { success, data, error } = schema.safeParse(input);
  if (success) return data;
  const fields = error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new BadRequestException(`This can't be understood: ${fields}`);
}
