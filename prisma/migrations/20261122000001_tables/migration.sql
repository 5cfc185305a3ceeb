-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "money_stage" AS ENUM ('treasury', 'available', 'granted', 'held', 'redeemed', 'payable', 'in_payment', 'paid', 'surrendered', 'carried_out');

-- CreateTable
CREATE TABLE "fund" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "authority_id" BIGINT NOT NULL,
    "programme_id" BIGINT NOT NULL,
    "budget_year" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "project_code" TEXT NOT NULL,
    "functional_class" TEXT NOT NULL,
    "economic_class" TEXT NOT NULL,
    "last_payment_on" DATE,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "created_by_id" BIGINT NOT NULL,
    "approved_by_id" BIGINT,
    "approved_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fund_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "funding_source" (
    "fund_id" BIGINT NOT NULL,
    "source_no" SMALLINT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_en" TEXT,
    "payer_profile" TEXT NOT NULL DEFAULT 'own_account',
    "account_name" TEXT NOT NULL,
    "account_no" TEXT NOT NULL,
    "bank_name" TEXT NOT NULL,
    "bank_code" CHAR(12) NOT NULL,

    CONSTRAINT "funding_source_pkey" PRIMARY KEY ("fund_id","source_no")
);

-- CreateTable
CREATE TABLE "appropriation" (
    "id" BIGSERIAL NOT NULL,
    "fund_id" BIGINT NOT NULL,
    "source_no" SMALLINT NOT NULL,
    "document_no" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "created_by_id" BIGINT NOT NULL,
    "approved_by_id" BIGINT,
    "command_id" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "appropriation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "receipt" (
    "id" BIGSERIAL NOT NULL,
    "command_id" BIGINT NOT NULL,
    "fund_id" BIGINT NOT NULL,
    "source_no" SMALLINT NOT NULL,
    "document_no" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "received_on" DATE NOT NULL,

    CONSTRAINT "receipt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fund_balance" (
    "fund_id" BIGINT NOT NULL,
    "source_no" SMALLINT NOT NULL,
    "available_fen" BIGINT NOT NULL,

    CONSTRAINT "fund_balance_pkey" PRIMARY KEY ("fund_id","source_no")
);

-- CreateTable
CREATE TABLE "fund_credit" (
    "id" BIGSERIAL NOT NULL,
    "fund_id" BIGINT NOT NULL,
    "source_no" SMALLINT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "command_id" BIGINT NOT NULL,

    CONSTRAINT "fund_credit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fund_cash" (
    "fund_id" BIGINT NOT NULL,
    "source_no" SMALLINT NOT NULL,
    "received_fen" BIGINT NOT NULL DEFAULT 0,
    "released_fen" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "fund_cash_pkey" PRIMARY KEY ("fund_id","source_no")
);

-- CreateTable
CREATE TABLE "command" (
    "id" BIGSERIAL NOT NULL,
    "scope_org_id" BIGINT,
    "key" TEXT,
    "input_hash" CHAR(64),
    "actor_id" BIGINT,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "details" JSONB NOT NULL DEFAULT '{}',
    "answer" JSONB NOT NULL DEFAULT '{}',
    "transfer_count" INTEGER NOT NULL DEFAULT 0,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "xid" xid8 NOT NULL,
    "digest" BYTEA NOT NULL,

    CONSTRAINT "command_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "transfer" (
    "id" BIGSERIAL NOT NULL,
    "command_id" BIGINT NOT NULL,
    "line_no" INTEGER NOT NULL,
    "fund_id" BIGINT NOT NULL,
    "source_no" SMALLINT NOT NULL,
    "entitlement_id" BIGINT,
    "order_id" BIGINT,
    "claim_id" BIGINT,
    "pay_line_id" BIGINT,
    "from_stage" "money_stage" NOT NULL,
    "to_stage" "money_stage" NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "effective_on" DATE NOT NULL,
    "recorded_at" TIMESTAMPTZ(6) NOT NULL,
    "xid" xid8 NOT NULL,
    "corrects" BIGINT,
    "digest" BYTEA NOT NULL,

    CONSTRAINT "transfer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "entitlement" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "fund_id" BIGINT NOT NULL,
    "holder_id" BIGINT NOT NULL,
    "face_fen" BIGINT NOT NULL,
    "encumbrance" TEXT NOT NULL DEFAULT 'grant',
    "use_by" DATE,
    "redeem_by" DATE,

    CONSTRAINT "entitlement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "entitlement_source" (
    "entitlement_id" BIGINT NOT NULL,
    "source_no" SMALLINT NOT NULL,
    "face_fen" BIGINT NOT NULL,
    "held_fen" BIGINT NOT NULL DEFAULT 0,
    "redeemed_fen" BIGINT NOT NULL DEFAULT 0,
    "lapsed_fen" BIGINT NOT NULL DEFAULT 0,
    "voided_fen" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "entitlement_source_pkey" PRIMARY KEY ("entitlement_id","source_no")
);

-- CreateTable
CREATE TABLE "cap_usage" (
    "cap_key" TEXT NOT NULL,
    "limit_fen" BIGINT NOT NULL,
    "used_fen" BIGINT NOT NULL,

    CONSTRAINT "cap_usage_pkey" PRIMARY KEY ("cap_key")
);

-- CreateTable
CREATE TABLE "cap_draw" (
    "id" BIGSERIAL NOT NULL,
    "command_id" BIGINT NOT NULL,
    "cap_key" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "entitlement_id" BIGINT,
    "order_id" BIGINT,
    "claim_id" BIGINT,

    CONSTRAINT "cap_draw_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hold" (
    "id" BIGSERIAL NOT NULL,
    "command_id" BIGINT NOT NULL,
    "entitlement_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "line_no" SMALLINT NOT NULL,
    "part_fen" BIGINT[],
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hold_resolution" (
    "hold_id" BIGINT NOT NULL,
    "command_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "redeemed_fen" BIGINT[],

    CONSTRAINT "hold_resolution_pkey" PRIMARY KEY ("hold_id")
);

-- CreateTable
CREATE TABLE "fund_total" (
    "fund_id" BIGINT NOT NULL,
    "source_no" SMALLINT NOT NULL,
    "stage" "money_stage" NOT NULL,
    "amount_fen" BIGINT NOT NULL,

    CONSTRAINT "fund_total_pkey" PRIMARY KEY ("fund_id","source_no","stage")
);

-- CreateTable
CREATE TABLE "fold_mark" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "upto" xid8 NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "system_identifier" TEXT NOT NULL,

    CONSTRAINT "fold_mark_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "seal" (
    "no" BIGINT NOT NULL,
    "upto" xid8 NOT NULL,
    "command_ids" BIGINT[],
    "transfer_ids" BIGINT[],
    "root" BYTEA NOT NULL,
    "prev_root" BYTEA,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "seal_pkey" PRIMARY KEY ("no")
);

-- CreateTable
CREATE TABLE "period_close" (
    "id" BIGSERIAL NOT NULL,
    "authority_id" BIGINT NOT NULL,
    "month" CHAR(7) NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'close',
    "totals" JSONB NOT NULL,
    "root" BYTEA,
    "closed_by_id" BIGINT NOT NULL,
    "approved_by_id" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "period_close_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_event" (
    "id" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "done_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "outbox_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "books_check" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "differences" INTEGER NOT NULL,
    "report" JSONB NOT NULL,

    CONSTRAINT "books_check_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "category" (
    "id" TEXT NOT NULL,
    "parent_id" TEXT,
    "name" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "category_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "listing" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "reference" TEXT,
    "provider_id" BIGINT NOT NULL,
    "unit_id" BIGINT,
    "kind" TEXT NOT NULL,
    "category_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_en" TEXT,
    "description" TEXT NOT NULL DEFAULT '',
    "description_en" TEXT,
    "price_fen" BIGINT,
    "price_unit" TEXT NOT NULL,
    "tax_rate_bp" INTEGER NOT NULL DEFAULT 600,
    "turnaround_days_min" INTEGER,
    "turnaround_days_max" INTEGER,
    "sample_requirement" TEXT NOT NULL DEFAULT '',
    "deliverable" TEXT NOT NULL DEFAULT '',
    "instrument_model" TEXT,
    "standards" JSONB NOT NULL DEFAULT '[]',
    "aliases" TEXT[],
    "division_code" CHAR(6) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "state_reason" TEXT,
    "version_no" INTEGER NOT NULL DEFAULT 1,
    "created_by_id" BIGINT,
    "reviewed_by_id" BIGINT,
    "published_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "listing_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "qualification_mark" (
    "id" BIGSERIAL NOT NULL,
    "listing_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "expires_on" DATE NOT NULL,

    CONSTRAINT "qualification_mark_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "search_document" (
    "listing_id" BIGINT NOT NULL,
    "reference" TEXT,
    "tsv" tsvector NOT NULL,
    "text" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "category_path" TEXT[],
    "division_code" TEXT NOT NULL,
    "provider_kind" TEXT,
    "marks" TEXT[],
    "price_fen" BIGINT,
    "turnaround_days" INTEGER,
    "quality" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "search_document_pkey" PRIMARY KEY ("listing_id")
);

-- CreateTable
CREATE TABLE "organisation" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "credit_code" CHAR(18) NOT NULL,
    "kind" TEXT NOT NULL,
    "provider_kind" TEXT,
    "name" TEXT NOT NULL,
    "name_en" TEXT,
    "division_code" CHAR(6) NOT NULL,
    "address" TEXT,
    "contact_name" TEXT,
    "contact_phone" TEXT,
    "legal_representative" TEXT,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "status" TEXT NOT NULL DEFAULT 'pending',
    "status_reason" TEXT,
    "verified_by_id" BIGINT,
    "verified_at" TIMESTAMPTZ(3),
    "is_demo" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organisation_unit" (
    "id" BIGSERIAL NOT NULL,
    "organisation_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "organisation_unit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" BIGSERIAL NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "phone" TEXT,
    "password_hash" TEXT NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'zh',
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "id" BIGSERIAL NOT NULL,
    "account_id" BIGINT NOT NULL,
    "organisation_id" BIGINT NOT NULL,
    "unit_id" BIGINT,
    "role" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "proposed_by_id" BIGINT,
    "approved_by_id" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" BIGSERIAL NOT NULL,
    "token_hash" TEXT NOT NULL,
    "account_id" BIGINT NOT NULL,
    "organisation_id" BIGINT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payee_account" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "organisation_id" BIGINT NOT NULL,
    "account_name" TEXT NOT NULL,
    "account_no" TEXT NOT NULL,
    "bank_name" TEXT NOT NULL,
    "bank_code" CHAR(12) NOT NULL,
    "proof_file_id" BIGINT,
    "state" TEXT NOT NULL DEFAULT 'proposed',
    "proposed_by_id" BIGINT NOT NULL,
    "confirmed_by_id" BIGINT,
    "confirmed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payee_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "division" (
    "code" CHAR(6) NOT NULL,
    "name" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "parent_code" CHAR(6),

    CONSTRAINT "division_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "calendar_day" (
    "day" DATE NOT NULL,
    "is_working" BOOLEAN NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "calendar_day_pkey" PRIMARY KEY ("day")
);

-- CreateTable
CREATE TABLE "calendar_year" (
    "year" INTEGER NOT NULL,

    CONSTRAINT "calendar_year_pkey" PRIMARY KEY ("year")
);

-- CreateTable
CREATE TABLE "stored_file" (
    "id" BIGSERIAL NOT NULL,
    "uuid" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organisation_id" BIGINT NOT NULL,
    "uploaded_by_id" BIGINT,
    "name" TEXT NOT NULL,
    "mime" TEXT NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "sha256" CHAR(64) NOT NULL,
    "purpose" TEXT NOT NULL,
    "order_id" BIGINT,
    "claim_id" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stored_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "listing_id" BIGINT NOT NULL,
    "listing_snapshot" JSONB NOT NULL,
    "enterprise_id" BIGINT NOT NULL,
    "provider_id" BIGINT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "quantity" INTEGER NOT NULL,
    "unit_price_fen" BIGINT NOT NULL,
    "price_fen" BIGINT NOT NULL,
    "final_price_fen" BIGINT,
    "mode" TEXT,
    "voucher_id" BIGINT,
    "entitlement_id" BIGINT,
    "programme_id" BIGINT,
    "version_id" BIGINT,
    "voucher_fen" BIGINT NOT NULL DEFAULT 0,
    "evaluation" JSONB,
    "cut_bearer" TEXT NOT NULL DEFAULT 'enterprise',
    "note" TEXT NOT NULL DEFAULT '',
    "placed_by_id" BIGINT,
    "placed_at" TIMESTAMPTZ(3),
    "confirmed_at" TIMESTAMPTZ(3),
    "contract_no" TEXT,
    "contract_on" DATE,
    "contract_signature" TEXT,
    "contract_provider_by_id" BIGINT,
    "contract_enterprise_by_id" BIGINT,
    "contracted_at" TIMESTAMPTZ(3),
    "sample_note" TEXT,
    "sample_at" TIMESTAMPTZ(3),
    "price_confirmed_at" TIMESTAMPTZ(3),
    "report_no" TEXT,
    "report_on" DATE,
    "delivered_at" TIMESTAMPTZ(3),
    "revision_note" TEXT,
    "accepted_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,
    "reply_due_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "code" TEXT NOT NULL DEFAULT '',
    "seller_code" CHAR(18) NOT NULL,
    "buyer_code" CHAR(18) NOT NULL,
    "issued_on" DATE NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "tax_fen" BIGINT NOT NULL DEFAULT 0,
    "file_id" BIGINT,
    "verification" TEXT,
    "verified_by_id" BIGINT,
    "verified_at" TIMESTAMPTZ(3),
    "created_by_id" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invoice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice_part" (
    "id" BIGSERIAL NOT NULL,
    "invoice_id" BIGINT NOT NULL,
    "order_id" BIGINT,
    "claim_line_id" BIGINT,
    "amount_fen" BIGINT NOT NULL,

    CONSTRAINT "invoice_part_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "own_payment" (
    "id" BIGSERIAL NOT NULL,
    "order_id" BIGINT,
    "claim_line_id" BIGINT,
    "amount_fen" BIGINT NOT NULL,
    "paid_on" DATE NOT NULL,
    "channel" TEXT NOT NULL DEFAULT 'bank_transfer',
    "reference" TEXT NOT NULL DEFAULT '',
    "slip_file_id" BIGINT,
    "recorded_by_id" BIGINT NOT NULL,
    "confirmed_by_id" BIGINT,
    "confirmed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "own_payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "programme" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "authority_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "name_en" TEXT,
    "is_sample" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "programme_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "programme_version" (
    "id" BIGSERIAL NOT NULL,
    "programme_id" BIGINT NOT NULL,
    "version_no" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "document_hash" CHAR(64) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "created_by_id" BIGINT NOT NULL,
    "published_by_id" BIGINT,
    "published_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "programme_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "round" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "programme_id" BIGINT NOT NULL,
    "version_id" BIGINT NOT NULL,
    "fund_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "notice_no" TEXT NOT NULL,
    "opens_at" TIMESTAMPTZ(3) NOT NULL,
    "closes_at" TIMESTAMPTZ(3) NOT NULL,
    "service_from" DATE NOT NULL,
    "service_until" DATE NOT NULL,
    "contact" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "created_by_id" BIGINT NOT NULL,
    "approved_by_id" BIGINT,
    "approved_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "round_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "claim" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "programme_id" BIGINT NOT NULL,
    "version_id" BIGINT NOT NULL,
    "round_id" BIGINT,
    "fund_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "claimant_id" BIGINT NOT NULL,
    "enterprise_id" BIGINT NOT NULL,
    "payee_account_id" BIGINT,
    "entitlement_id" BIGINT,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "claimed_fen" BIGINT NOT NULL DEFAULT 0,
    "approved_fen" BIGINT,
    "commitment_text" TEXT NOT NULL DEFAULT '',
    "evaluation" JSONB,
    "submitted_by_id" BIGINT,
    "submitted_at" TIMESTAMPTZ(3),
    "review_due_on" DATE,
    "reviewed_by_id" BIGINT,
    "reviewed_at" TIMESTAMPTZ(3),
    "review_reason" TEXT,
    "approved_by_id" BIGINT,
    "approved_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "claim_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "claim_line" (
    "id" BIGSERIAL NOT NULL,
    "claim_id" BIGINT NOT NULL,
    "line_no" SMALLINT NOT NULL,
    "kind" TEXT NOT NULL,
    "order_id" BIGINT,
    "provider_name" TEXT,
    "provider_code" CHAR(18),
    "title" TEXT NOT NULL,
    "category_id" TEXT,
    "contract_no" TEXT,
    "contract_on" DATE,
    "service_on" DATE,
    "report_no" TEXT,
    "report_on" DATE,
    "base_fen" BIGINT NOT NULL,
    "claimed_fen" BIGINT NOT NULL,
    "approved_fen" BIGINT,
    "cut_reason" TEXT,
    "cut_article" TEXT,

    CONSTRAINT "claim_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pay_line" (
    "id" BIGSERIAL NOT NULL,
    "claim_id" BIGINT NOT NULL,
    "fund_id" BIGINT NOT NULL,
    "source_no" SMALLINT NOT NULL,
    "amount_fen" BIGINT NOT NULL,

    CONSTRAINT "pay_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notice" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "authority_id" BIGINT NOT NULL,
    "fund_id" BIGINT NOT NULL,
    "title" TEXT NOT NULL,
    "basis" TEXT NOT NULL,
    "contact" TEXT NOT NULL,
    "snapshot" JSONB NOT NULL,
    "snapshot_hash" CHAR(64) NOT NULL,
    "opens_on" DATE NOT NULL,
    "closes_on" DATE NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "published_by_id" BIGINT NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notice_item" (
    "notice_id" BIGINT NOT NULL,
    "claim_id" BIGINT NOT NULL,

    CONSTRAINT "notice_item_pkey" PRIMARY KEY ("notice_id","claim_id")
);

-- CreateTable
CREATE TABLE "objection" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "notice_id" BIGINT NOT NULL,
    "claim_id" BIGINT NOT NULL,
    "by_name" TEXT NOT NULL,
    "by_contact" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "ruling" TEXT,
    "ruled_by_id" BIGINT,
    "ruled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "objection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "batch" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "fund_id" BIGINT NOT NULL,
    "source_no" SMALLINT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "approval_document_no" TEXT,
    "content_hash" CHAR(64),
    "total_fen" BIGINT NOT NULL DEFAULT 0,
    "created_by_id" BIGINT NOT NULL,
    "locked_by_id" BIGINT,
    "locked_at" TIMESTAMPTZ(3),
    "approved_by_id" BIGINT,
    "approved_at" TIMESTAMPTZ(3),
    "sent_by_id" BIGINT,
    "sent_at" TIMESTAMPTZ(3),
    "message_id" TEXT,
    "closed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "settlement_line" (
    "id" BIGSERIAL NOT NULL,
    "pay_line_id" BIGINT NOT NULL,
    "attempt" SMALLINT NOT NULL,
    "batch_id" BIGINT NOT NULL,
    "payment_id" BIGINT,
    "payee_account_id" BIGINT,
    "amount_fen" BIGINT NOT NULL,
    "returned" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "settlement_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "batch_id" BIGINT NOT NULL,
    "payee_account_id" BIGINT NOT NULL,
    "payee_id" BIGINT NOT NULL,
    "account_name" TEXT NOT NULL,
    "account_no" TEXT NOT NULL,
    "bank_name" TEXT NOT NULL,
    "bank_code" CHAR(12) NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "code" TEXT NOT NULL,
    "end_to_end_id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'prepared',
    "settled_at" TIMESTAMPTZ(3),
    "return_reason" TEXT,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "statement" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "authority_id" BIGINT NOT NULL,
    "account_no" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "statement_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "opening_fen" BIGINT NOT NULL,
    "closing_fen" BIGINT NOT NULL,
    "opening_on" DATE NOT NULL,
    "closing_on" DATE NOT NULL,
    "file_sha256" CHAR(64) NOT NULL,
    "file_name" TEXT NOT NULL,
    "imported_by_id" BIGINT NOT NULL,
    "imported_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "statement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "statement_line" (
    "id" BIGSERIAL NOT NULL,
    "statement_id" BIGINT NOT NULL,
    "line_no" INTEGER NOT NULL,
    "account_no" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "booked_on" DATE NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "counterparty_name" TEXT,
    "counterparty_account" TEXT,
    "end_to_end_id" TEXT,
    "remittance" TEXT NOT NULL DEFAULT '',
    "return_code" TEXT,
    "state" TEXT NOT NULL DEFAULT 'unmatched',
    "set_aside_reason" TEXT,

    CONSTRAINT "statement_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "statement_match" (
    "id" BIGSERIAL NOT NULL,
    "statement_line_id" BIGINT NOT NULL,
    "payment_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "by_rule" TEXT NOT NULL,
    "command_id" BIGINT NOT NULL,

    CONSTRAINT "statement_match_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "application" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "round_id" BIGINT NOT NULL,
    "version_id" BIGINT NOT NULL,
    "enterprise_id" BIGINT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'submitted',
    "requested_fen" BIGINT NOT NULL,
    "facts" JSONB NOT NULL,
    "evaluation" JSONB NOT NULL,
    "commitment_file_id" BIGINT,
    "commitment_text" TEXT NOT NULL,
    "submitted_by_id" BIGINT NOT NULL,
    "reviewed_by_id" BIGINT,
    "review_reason" TEXT,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "application_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "voucher" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "entitlement_id" BIGINT NOT NULL,
    "application_id" BIGINT NOT NULL,
    "enterprise_id" BIGINT NOT NULL,
    "programme_id" BIGINT NOT NULL,
    "version_id" BIGINT NOT NULL,
    "round_id" BIGINT NOT NULL,
    "fund_id" BIGINT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "granted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "voucher_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "fund_number_key" ON "fund"("number");

-- CreateIndex
CREATE INDEX "fund_authority_id_idx" ON "fund"("authority_id");

-- CreateIndex
CREATE UNIQUE INDEX "funding_source_fund_id_code_key" ON "funding_source"("fund_id", "code");

-- CreateIndex
CREATE INDEX "appropriation_fund_id_idx" ON "appropriation"("fund_id");

-- CreateIndex
CREATE INDEX "receipt_fund_id_source_no_idx" ON "receipt"("fund_id", "source_no");

-- CreateIndex
CREATE INDEX "fund_credit_fund_id_source_no_idx" ON "fund_credit"("fund_id", "source_no");

-- CreateIndex
CREATE INDEX "command_subject_idx" ON "command"("subject");

-- CreateIndex
CREATE UNIQUE INDEX "command_scope_org_id_key_key" ON "command"("scope_org_id", "key");

-- CreateIndex
CREATE INDEX "transfer_fund_id_xid_idx" ON "transfer"("fund_id", "xid");

-- CreateIndex
CREATE INDEX "transfer_entitlement_id_idx" ON "transfer"("entitlement_id");

-- CreateIndex
CREATE INDEX "transfer_claim_id_idx" ON "transfer"("claim_id");

-- CreateIndex
CREATE INDEX "transfer_order_id_idx" ON "transfer"("order_id");

-- CreateIndex
CREATE UNIQUE INDEX "transfer_command_id_line_no_key" ON "transfer"("command_id", "line_no");

-- CreateIndex
CREATE INDEX "entitlement_fund_id_idx" ON "entitlement"("fund_id");

-- CreateIndex
CREATE INDEX "entitlement_holder_id_idx" ON "entitlement"("holder_id");

-- CreateIndex
CREATE INDEX "cap_draw_cap_key_idx" ON "cap_draw"("cap_key");

-- CreateIndex
CREATE INDEX "cap_draw_order_id_idx" ON "cap_draw"("order_id");

-- CreateIndex
CREATE INDEX "cap_draw_entitlement_id_idx" ON "cap_draw"("entitlement_id");

-- CreateIndex
CREATE INDEX "hold_order_id_idx" ON "hold"("order_id");

-- CreateIndex
CREATE INDEX "hold_entitlement_id_idx" ON "hold"("entitlement_id");

-- CreateIndex
CREATE INDEX "period_close_authority_id_month_idx" ON "period_close"("authority_id", "month");

-- CreateIndex
CREATE UNIQUE INDEX "listing_number_key" ON "listing"("number");

-- CreateIndex
CREATE INDEX "listing_provider_id_idx" ON "listing"("provider_id");

-- CreateIndex
CREATE INDEX "listing_category_id_idx" ON "listing"("category_id");

-- CreateIndex
CREATE INDEX "qualification_mark_listing_id_idx" ON "qualification_mark"("listing_id");

-- CreateIndex
CREATE UNIQUE INDEX "organisation_number_key" ON "organisation"("number");

-- CreateIndex
CREATE UNIQUE INDEX "organisation_credit_code_key" ON "organisation"("credit_code");

-- CreateIndex
CREATE INDEX "organisation_kind_status_idx" ON "organisation"("kind", "status");

-- CreateIndex
CREATE INDEX "organisation_division_code_idx" ON "organisation"("division_code");

-- CreateIndex
CREATE UNIQUE INDEX "organisation_unit_organisation_id_name_key" ON "organisation_unit"("organisation_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "account_email_key" ON "account"("email");

-- CreateIndex
CREATE INDEX "membership_organisation_id_idx" ON "membership"("organisation_id");

-- CreateIndex
CREATE UNIQUE INDEX "membership_account_id_organisation_id_role_key" ON "membership"("account_id", "organisation_id", "role");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_hash_key" ON "session"("token_hash");

-- CreateIndex
CREATE INDEX "session_account_id_idx" ON "session"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "payee_account_number_key" ON "payee_account"("number");

-- CreateIndex
CREATE INDEX "payee_account_organisation_id_idx" ON "payee_account"("organisation_id");

-- CreateIndex
CREATE UNIQUE INDEX "stored_file_uuid_key" ON "stored_file"("uuid");

-- CreateIndex
CREATE INDEX "stored_file_order_id_idx" ON "stored_file"("order_id");

-- CreateIndex
CREATE INDEX "stored_file_claim_id_idx" ON "stored_file"("claim_id");

-- CreateIndex
CREATE UNIQUE INDEX "order_number_key" ON "order"("number");

-- CreateIndex
CREATE INDEX "order_enterprise_id_state_idx" ON "order"("enterprise_id", "state");

-- CreateIndex
CREATE INDEX "order_provider_id_state_idx" ON "order"("provider_id", "state");

-- CreateIndex
CREATE INDEX "order_listing_id_idx" ON "order"("listing_id");

-- CreateIndex
CREATE INDEX "order_voucher_id_idx" ON "order"("voucher_id");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_seller_code_number_code_key" ON "invoice"("seller_code", "number", "code");

-- CreateIndex
CREATE INDEX "invoice_part_invoice_id_idx" ON "invoice_part"("invoice_id");

-- CreateIndex
CREATE INDEX "invoice_part_order_id_idx" ON "invoice_part"("order_id");

-- CreateIndex
CREATE INDEX "invoice_part_claim_line_id_idx" ON "invoice_part"("claim_line_id");

-- CreateIndex
CREATE INDEX "own_payment_order_id_idx" ON "own_payment"("order_id");

-- CreateIndex
CREATE INDEX "own_payment_claim_line_id_idx" ON "own_payment"("claim_line_id");

-- CreateIndex
CREATE UNIQUE INDEX "programme_number_key" ON "programme"("number");

-- CreateIndex
CREATE INDEX "programme_authority_id_idx" ON "programme"("authority_id");

-- CreateIndex
CREATE UNIQUE INDEX "programme_version_programme_id_version_no_key" ON "programme_version"("programme_id", "version_no");

-- CreateIndex
CREATE UNIQUE INDEX "round_number_key" ON "round"("number");

-- CreateIndex
CREATE INDEX "round_programme_id_idx" ON "round"("programme_id");

-- CreateIndex
CREATE INDEX "round_fund_id_idx" ON "round"("fund_id");

-- CreateIndex
CREATE UNIQUE INDEX "claim_number_key" ON "claim"("number");

-- CreateIndex
CREATE INDEX "claim_fund_id_state_idx" ON "claim"("fund_id", "state");

-- CreateIndex
CREATE INDEX "claim_claimant_id_idx" ON "claim"("claimant_id");

-- CreateIndex
CREATE INDEX "claim_enterprise_id_idx" ON "claim"("enterprise_id");

-- CreateIndex
CREATE INDEX "claim_line_order_id_idx" ON "claim_line"("order_id");

-- CreateIndex
CREATE UNIQUE INDEX "claim_line_claim_id_line_no_key" ON "claim_line"("claim_id", "line_no");

-- CreateIndex
CREATE INDEX "pay_line_fund_id_source_no_idx" ON "pay_line"("fund_id", "source_no");

-- CreateIndex
CREATE UNIQUE INDEX "pay_line_claim_id_source_no_key" ON "pay_line"("claim_id", "source_no");

-- CreateIndex
CREATE UNIQUE INDEX "notice_number_key" ON "notice"("number");

-- CreateIndex
CREATE INDEX "notice_authority_id_state_idx" ON "notice"("authority_id", "state");

-- CreateIndex
CREATE INDEX "notice_item_claim_id_idx" ON "notice_item"("claim_id");

-- CreateIndex
CREATE UNIQUE INDEX "objection_number_key" ON "objection"("number");

-- CreateIndex
CREATE INDEX "objection_claim_id_idx" ON "objection"("claim_id");

-- CreateIndex
CREATE UNIQUE INDEX "batch_number_key" ON "batch"("number");

-- CreateIndex
CREATE UNIQUE INDEX "batch_message_id_key" ON "batch"("message_id");

-- CreateIndex
CREATE INDEX "batch_fund_id_state_idx" ON "batch"("fund_id", "state");

-- CreateIndex
CREATE INDEX "settlement_line_batch_id_idx" ON "settlement_line"("batch_id");

-- CreateIndex
CREATE UNIQUE INDEX "settlement_line_pay_line_id_attempt_key" ON "settlement_line"("pay_line_id", "attempt");

-- CreateIndex
CREATE UNIQUE INDEX "payment_number_key" ON "payment"("number");

-- CreateIndex
CREATE UNIQUE INDEX "payment_code_key" ON "payment"("code");

-- CreateIndex
CREATE UNIQUE INDEX "payment_end_to_end_id_key" ON "payment"("end_to_end_id");

-- CreateIndex
CREATE INDEX "payment_batch_id_idx" ON "payment"("batch_id");

-- CreateIndex
CREATE UNIQUE INDEX "statement_number_key" ON "statement"("number");

-- CreateIndex
CREATE INDEX "statement_authority_id_idx" ON "statement"("authority_id");

-- CreateIndex
CREATE UNIQUE INDEX "statement_account_no_file_sha256_key" ON "statement"("account_no", "file_sha256");

-- CreateIndex
CREATE INDEX "statement_line_statement_id_idx" ON "statement_line"("statement_id");

-- CreateIndex
CREATE INDEX "statement_line_state_idx" ON "statement_line"("state");

-- CreateIndex
CREATE UNIQUE INDEX "statement_line_account_no_reference_key" ON "statement_line"("account_no", "reference");

-- CreateIndex
CREATE INDEX "statement_match_payment_id_idx" ON "statement_match"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "statement_match_statement_line_id_payment_id_kind_key" ON "statement_match"("statement_line_id", "payment_id", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "application_number_key" ON "application"("number");

-- CreateIndex
CREATE INDEX "application_enterprise_id_idx" ON "application"("enterprise_id");

-- CreateIndex
CREATE INDEX "application_round_id_state_idx" ON "application"("round_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "voucher_number_key" ON "voucher"("number");

-- CreateIndex
CREATE UNIQUE INDEX "voucher_entitlement_id_key" ON "voucher"("entitlement_id");

-- CreateIndex
CREATE UNIQUE INDEX "voucher_application_id_key" ON "voucher"("application_id");

-- CreateIndex
CREATE INDEX "voucher_enterprise_id_idx" ON "voucher"("enterprise_id");

-- CreateIndex
CREATE INDEX "voucher_fund_id_idx" ON "voucher"("fund_id");

-- AddForeignKey
ALTER TABLE "fund" ADD CONSTRAINT "fund_programme_id_fkey" FOREIGN KEY ("programme_id") REFERENCES "programme"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "funding_source" ADD CONSTRAINT "funding_source_fund_id_fkey" FOREIGN KEY ("fund_id") REFERENCES "fund"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "appropriation" ADD CONSTRAINT "appropriation_fund_id_fkey" FOREIGN KEY ("fund_id") REFERENCES "fund"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "receipt" ADD CONSTRAINT "receipt_fund_id_fkey" FOREIGN KEY ("fund_id") REFERENCES "fund"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "entitlement_source" ADD CONSTRAINT "entitlement_source_entitlement_id_fkey" FOREIGN KEY ("entitlement_id") REFERENCES "entitlement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hold_resolution" ADD CONSTRAINT "hold_resolution_hold_id_fkey" FOREIGN KEY ("hold_id") REFERENCES "hold"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "listing" ADD CONSTRAINT "listing_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "qualification_mark" ADD CONSTRAINT "qualification_mark_listing_id_fkey" FOREIGN KEY ("listing_id") REFERENCES "listing"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "organisation_unit" ADD CONSTRAINT "organisation_unit_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "organisation_unit"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payee_account" ADD CONSTRAINT "payee_account_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_part" ADD CONSTRAINT "invoice_part_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_part" ADD CONSTRAINT "invoice_part_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "own_payment" ADD CONSTRAINT "own_payment_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "programme_version" ADD CONSTRAINT "programme_version_programme_id_fkey" FOREIGN KEY ("programme_id") REFERENCES "programme"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "round" ADD CONSTRAINT "round_programme_id_fkey" FOREIGN KEY ("programme_id") REFERENCES "programme"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "claim_line" ADD CONSTRAINT "claim_line_claim_id_fkey" FOREIGN KEY ("claim_id") REFERENCES "claim"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pay_line" ADD CONSTRAINT "pay_line_claim_id_fkey" FOREIGN KEY ("claim_id") REFERENCES "claim"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice_item" ADD CONSTRAINT "notice_item_notice_id_fkey" FOREIGN KEY ("notice_id") REFERENCES "notice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice_item" ADD CONSTRAINT "notice_item_claim_id_fkey" FOREIGN KEY ("claim_id") REFERENCES "claim"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "objection" ADD CONSTRAINT "objection_notice_id_fkey" FOREIGN KEY ("notice_id") REFERENCES "notice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "settlement_line" ADD CONSTRAINT "settlement_line_pay_line_id_fkey" FOREIGN KEY ("pay_line_id") REFERENCES "pay_line"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "settlement_line" ADD CONSTRAINT "settlement_line_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "settlement_line" ADD CONSTRAINT "settlement_line_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment" ADD CONSTRAINT "payment_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "statement_line" ADD CONSTRAINT "statement_line_statement_id_fkey" FOREIGN KEY ("statement_id") REFERENCES "statement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "statement_match" ADD CONSTRAINT "statement_match_statement_line_id_fkey" FOREIGN KEY ("statement_line_id") REFERENCES "statement_line"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "voucher" ADD CONSTRAINT "voucher_entitlement_id_fkey" FOREIGN KEY ("entitlement_id") REFERENCES "entitlement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "voucher" ADD CONSTRAINT "voucher_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
