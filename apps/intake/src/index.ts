export { intakeConfig, type IntakeConfig } from './config.js';
export {
  createIntake,
  type CreateIntakeConfig,
  type IntakeParts,
  type RunningIntake,
} from './create-intake.js';
export { intakeService } from './service.js';
export type { KafkaSettings } from './kafka/kafka-settings.js';
export { KafkaMetrics } from './kafka/kafka.metrics.js';
