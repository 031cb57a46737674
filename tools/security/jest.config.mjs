import preset from '../../jest.preset.mjs';

// BullMQ's workers go on trying a Redis that refuses their password, also after they were closed.
export default { ...preset, displayName: 'security', forceExit: true };
