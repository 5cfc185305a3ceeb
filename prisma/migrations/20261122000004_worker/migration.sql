-- What the worker needs: when to try an event again, and when each periodic task last ran.

ALTER TABLE outbox_event ADD COLUMN not_before timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
CREATE INDEX outbox_event_waiting_idx ON outbox_event (not_before, id) WHERE done_at IS NULL;

CREATE TABLE worker_task (
  name       text PRIMARY KEY,
  started_at timestamptz(3) NOT NULL,
  done_at    timestamptz(3),
  last_error text
);
GRANT SELECT, INSERT, UPDATE ON worker_task TO voucher_app;
