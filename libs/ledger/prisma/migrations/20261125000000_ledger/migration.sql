-- CreateEnum
CREATE TYPE "object_state" AS ENUM ('noticed', 'queued', 'reading', 'parked', 'retrying', 'ingested', 'registered', 'duplicate', 'corrected', 'ignored', 'missing', 'dead');

-- Texts are compared byte by byte, whatever the database's locale: so a prefix is a range of an index, and who is greater is the same everywhere.

-- CreateTable
CREATE TABLE "object" (
    "id" TEXT COLLATE "C" NOT NULL,
    "bucket" TEXT COLLATE "C" NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "etag" TEXT COLLATE "C" NOT NULL,
    "version_id" TEXT COLLATE "C",
    "size" BIGINT,
    "instrument" TEXT COLLATE "C",
    "night" INTEGER,
    "exposure" TEXT COLLATE "C",
    "step" "object_state" NOT NULL,
    "step_at" TIMESTAMPTZ(3) NOT NULL,
    "step_weight" BIGINT NOT NULL,
    "step_digest" UUID NOT NULL,
    "attempt" INTEGER,
    "worker" TEXT,
    "reason" TEXT,
    "message" TEXT,
    "event_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3),
    "queued_at" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3),
    "parked_at" TIMESTAMPTZ(3),
    "ingested_at" TIMESTAMPTZ(3),
    "visit_at" TIMESTAMPTZ(3),
    "registered_at" TIMESTAMPTZ(3),
    "duplicate_at" TIMESTAMPTZ(3),
    "other_ingested" BOOLEAN NOT NULL DEFAULT false,
    -- What is in the Butler stays there, and all else is as the newest stage says. Who is found in the Butler is in it, unless that is the
    -- content that another object brought there.
    "state" "object_state" NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN "registered_at" IS NOT NULL THEN 'registered'::"object_state"
            WHEN "ingested_at" IS NOT NULL THEN 'ingested'::"object_state"
            WHEN "duplicate_at" IS NULL THEN "step"
            WHEN "step" IN ('ignored', 'corrected') AND "step_at" > "duplicate_at" THEN "step"
            WHEN "other_ingested" THEN 'corrected'::"object_state"
            ELSE 'ingested'::"object_state"
        END
    ) STORED,

    CONSTRAINT "object_pkey" PRIMARY KEY ("id")
);

-- Each object is updated a few times within seconds and then never again: a fifth of the table is too much to wait for.
ALTER TABLE "object" SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- CreateTable
CREATE TABLE "history" (
    "id" UUID NOT NULL,
    "object_id" TEXT COLLATE "C" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "state" "object_state" NOT NULL,
    "attempt" INTEGER,
    "worker" TEXT,
    "reason" TEXT,
    "message" TEXT,

    CONSTRAINT "history_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "action" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "who" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "command" TEXT NOT NULL,
    "bucket" TEXT COLLATE "C",
    "selection" JSONB NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "action_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reconciliation" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "bucket" TEXT COLLATE "C" NOT NULL,
    "night" INTEGER NOT NULL,
    "listed" INTEGER NOT NULL,
    "in_butler" INTEGER NOT NULL,
    "missing" JSONB NOT NULL,
    "queued" INTEGER NOT NULL,
    "ppm" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "reconciliation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "object_bucket_key_idx" ON "object"("bucket", "key");

-- CreateIndex
CREATE INDEX "object_state_bucket_step_at_idx" ON "object"("state", "bucket", "step_at");

-- CreateIndex
CREATE INDEX "object_bucket_received_at_idx" ON "object"("bucket", "received_at");

-- CreateIndex
CREATE INDEX "object_night_bucket_key_idx" ON "object"("night", "bucket", "key");

-- CreateIndex
CREATE INDEX "object_exposure_idx" ON "object"("exposure");

-- CreateIndex
CREATE INDEX "history_object_id_at_idx" ON "history"("object_id", "at");

-- CreateIndex
CREATE INDEX "action_at_idx" ON "action"("at");

-- CreateIndex
CREATE INDEX "reconciliation_bucket_night_at_idx" ON "reconciliation"("bucket", "night", "at");

-- CreateIndex
CREATE INDEX "reconciliation_at_idx" ON "reconciliation"("at");

-- AddForeignKey
ALTER TABLE "history" ADD CONSTRAINT "history_object_id_fkey" FOREIGN KEY ("object_id") REFERENCES "object"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- Exposures as their objects tell them.
CREATE VIEW "exposure" AS
SELECT
    "bucket",
    "night",
    "exposure",
    max("instrument") AS "instrument",
    count(*)::int AS "objects",
    count(*) FILTER (WHERE "state" IN ('ingested', 'registered'))::int AS "ingested",
    count(*) FILTER (WHERE "state" IN ('noticed', 'queued', 'reading', 'retrying', 'missing'))::int AS "pending",
    count(*) FILTER (WHERE "state" = 'parked')::int AS "parked",
    count(*) FILTER (WHERE "state" = 'dead')::int AS "dead",
    count(*) FILTER (WHERE "state" = 'corrected')::int AS "corrected",
    count(*) FILTER (WHERE "state" = 'ignored')::int AS "ignored",
    min("event_at") AS "first_event_at",
    max("event_at") AS "last_event_at",
    max("ingested_at") AS "last_ingested_at",
    min("visit_at") AS "visit_at"
FROM "object"
WHERE "exposure" IS NOT NULL
GROUP BY "bucket", "night", "exposure";

-- Nights as their objects tell them. Counting in two steps spares the database from sorting hundreds of thousands of exposure names.
CREATE VIEW "night" AS
SELECT
    "bucket",
    "night",
    count("exposure")::int AS "exposures",
    sum("objects")::int AS "objects",
    sum("ingested")::int AS "ingested",
    sum("pending")::int AS "pending",
    sum("parked")::int AS "parked",
    sum("dead")::int AS "dead",
    sum("corrected")::int AS "corrected",
    sum("ignored")::int AS "ignored",
    min("first_event_at") AS "first_event_at",
    max("last_event_at") AS "last_event_at",
    max("last_ingested_at") AS "last_ingested_at"
FROM (
    SELECT
        "bucket",
        "night",
        "exposure",
        count(*) AS "objects",
        count(*) FILTER (WHERE "state" IN ('ingested', 'registered')) AS "ingested",
        count(*) FILTER (WHERE "state" IN ('noticed', 'queued', 'reading', 'retrying', 'missing')) AS "pending",
        count(*) FILTER (WHERE "state" = 'parked') AS "parked",
        count(*) FILTER (WHERE "state" = 'dead') AS "dead",
        count(*) FILTER (WHERE "state" = 'corrected') AS "corrected",
        count(*) FILTER (WHERE "state" = 'ignored') AS "ignored",
        min("event_at") AS "first_event_at",
        max("event_at") AS "last_event_at",
        max("ingested_at") AS "last_ingested_at"
    FROM "object"
    WHERE "night" IS NOT NULL
    GROUP BY "bucket", "night", "exposure"
) AS "by_exposure"
GROUP BY "bucket", "night";
