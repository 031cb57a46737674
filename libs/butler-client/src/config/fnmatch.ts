/** Whether a name matches a shell pattern, as Python's fnmatch does on POSIX: `*`, `?`, `[abc]` and `[!abc]`, case counts. */
export function fnmatch(name: string, pattern: string): boolean {
  const expression = pattern.replace(
    /\*|\?|\[(!?)(\]?[^\]]*)\]|[\\^$.|+()[\]{}/-]/g,
    (part, not?: string, set?: string) => {
      if (part === '*') return '.*';
      if (part === '?') return '.';
      if (set) return `[${not ? '^' : ''}${set.replace(/[\\^[\]]/g, '\\$&')}]`;
      return `\\${part}`;
    },
  );
  return new RegExp(`^${expression}$`, 's').test(name);
}
