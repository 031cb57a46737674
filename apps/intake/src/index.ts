export { intakeConfig, type IntakeConfig } from './config.js';
export { createIntake, type CreateIntakeConfig, type RunningIntake } from './create-intake.js';
