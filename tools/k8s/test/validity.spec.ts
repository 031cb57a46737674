import { stringify } from 'yaml';
import { Validator } from '../src/validator.js';
import { describeRendered, manifestsOf, MOVING_OVER, SITES } from './rendered.js';

describeRendered('Kubernetes takes what is rendered', () => {
  let validator: Validator | undefined;
  let yaml: string;
  beforeAll(async () => {
    validator = await Validator.find();
    // Most objects are the same at all sites.
    const all = (await Promise.all([...SITES, ...MOVING_OVER].map(manifestsOf))).flat();
    const different = all.map(({ metadata: { namespace: _, ...metadata }, ...rest }) =>
      stringify({ ...rest, metadata }),
    );
    yaml = [...new Set(different)].join('---\n');
  }, 180_000);

  it.each(['1.30', '1.37'])('in version %s', async (version) => {
    expect((await validator?.problems(yaml, version)) ?? '').toBe('');
  });

  it('and is told when it is not so', async () => {
    if (!validator) return;
    const [wrong = ''] = yaml.split('---\n').filter((object) => object.includes('replicas:'));
    expect(await validator.problems(wrong.replace('replicas:', 'replicsa:'), '1.37')).toContain('replicsa');
  });
});
