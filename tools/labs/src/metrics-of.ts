/** The values of all of a service's metrics whose full names begin with this; none while it can't be asked. */
export async function metricsOf(url: string, prefix: string): Promise<number[]> {
  const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  const lines = (await answer?.text())?.split('\n') ?? [];
  return lines.filter((line) => line.startsWith(prefix)).map((line) => Number(line.split(' ').at(-1)));
}
