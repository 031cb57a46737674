/** The part of s3rver that these tests use; it comes without types. */
declare module 's3rver' {
  export default class S3rver {
    constructor(options: {
      address: string;
      port: number;
      silent: boolean;
      directory: string;
      vhostBuckets?: boolean;
    });
    run(): Promise<{ port: number }>;
    close(): Promise<void>;
  }
}
