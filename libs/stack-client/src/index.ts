export { StackDiedError, StackError, StackUnavailableError, type StackSystem } from './errors.js';
export { StackEngine, type StackEngineOptions } from './stack-engine.js';
