export { clientOptions } from './client-options.js';
export { type KafkaConnection, kafkaConnection } from './kafka-connection.js';
export { type KafkaConfig, kafkaFields, missingKafkaSettings } from './kafka-fields.js';
