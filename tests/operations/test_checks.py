"""Every CHECK of the schema refuses its impossible row, by name, on the database in use."""

from __future__ import annotations

import pytest
from sqlalchemy import CheckConstraint, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import portal.models  # noqa: F401  the import fills the metadata
from portal.db import Base, violated_constraint
from tests.conftest import START
from tests.operations.possible_rows import LATER, Row, add_world, table_row

TABLES = Base.metadata.tables
CHECKS = {
    str(constraint.name): table.name
    for table in TABLES.values()
    for constraint in table.constraints
    if isinstance(constraint, CheckConstraint)
}
IMPOSSIBLE: dict[str, list[Row]] = {
    "ck_analysis_jobs_cancelled_by_someone": [{"cancelled_at": START}, {"cancelled_by_id": 1}],
    "ck_analysis_jobs_has_comments": [{"comment_count": 0}],
    "ck_analysis_jobs_purpose_known": [{"purpose": "other"}],
    "ck_analysis_jobs_topic_count_of_topics": [
        {"topic_count": 1}, {"topic_count": 61}, {"topic_count": 5, "purpose": "comments"},
    ],
    "ck_analysis_jobs_topic_scale_of_topics": [
        {"topic_scale": "huge"},
        {"topic_scale": "finer", "purpose": "comments"},
        {"topic_scale": "finer", "topic_count": 5},
    ],
    "ck_analysis_results_sentiment_range": [{"sentiment_score": 1.01}, {"sentiment_score": -0.01}],
    "ck_analysis_results_stance_known": [{"stance": "maybe"}],
    "ck_analysis_results_stance_range": [{"stance_score": 1.01}, {"stance_score": -1.01}],
    "ck_analysis_shards_attempts_not_negative": [{"attempt_count": -1}],
    "ck_analysis_shards_claimed_by_someone": [{"claimed_by": "one"}, {"claimed_until": START}],
    "ck_analysis_shards_done_by_someone": [{"done_at": START}],
    "ck_analysis_shards_has_comments": [{"comment_count": 0}],
    "ck_analysis_shards_stretch": [{"first_comment_id": 3}],
    "ck_attachments_hashed": [{"sha256": "a" * 63}],
    "ck_attachments_not_empty": [{"byte_count": 0}],
    "ck_attachments_one_owner": [{"submission_id": None}, {"basket_id": 1}],
    "ck_attachments_opinion_named": [{"purpose": "opinion"}, {"comment_id": 1}],
    "ck_attachments_opinion_of_its_owner": [
        {"purpose": "opinion", "basket_opinion_id": 1},
        {"purpose": "opinion", "comment_id": 1, "submission_id": None, "basket_id": 1},
    ],
    "ck_attachments_purpose_known": [{"purpose": "photo"}],
    "ck_audit_events_action_named": [{"action": ""}],
    "ck_basket_opinions_body_length": [{"body": ""}, {"body": "字" * 20_001}],
    "ck_basket_opinions_deletion_of_a_clause": [{"kind": "deletion"}],
    "ck_basket_opinions_kind_known": [{"kind": "poem"}],
    "ck_basket_opinions_place_not_negative": [{"place": -1}],
    "ck_basket_opinions_replacement_of_a_clause": [{"kind": "replacement"}],
    "ck_basket_opinions_stance_known": [{"stance": "none"}],
    "ck_bureaus_name_length": [{"name": ""}],
    "ck_clause_mappings_change_known": [{"change": "lost"}],
    "ck_clause_mappings_deleted_has_no_new": [{"change": "deleted"}, {"new_clause_id": None}],
    "ck_clause_mappings_new_has_no_old": [{"change": "new"}, {"old_clause_id": None}],
    "ck_clause_mappings_similarity_range": [{"similarity": 1.01}, {"similarity": -0.01}],
    "ck_clause_tallies_not_negative": [{"comment_count": -1}],
    "ck_clauses_level_known": [{"level": "部"}],
    "ck_clauses_line_positive": [{"line": 0}],
    "ck_clauses_not_its_own_parent": [{"parent_id": 900}],
    "ck_clauses_numbered": [{"number": ""}],
    "ck_clauses_text_hashed": [{"text_hash": ""}],
    "ck_clock_marks_single_row": [{"id": 2}],
    "ck_collation_files_hashed": [{"sha256": "a" * 63}],
    "ck_collation_files_not_empty": [{"byte_count": 0}],
    "ck_collation_inputs_sealed_whole": [{"key_id": "k1"}, {"nonce": b"n", "key_id": "k1"}],
    "ck_collation_originals_body_length": [{"body": ""}, {"body": "字" * 20_001}],
    "ck_collation_originals_kind_known": [{"kind": "poem"}],
    "ck_collation_originals_stance_known": [{"stance": "none"}],
    "ck_collations_closed_once_submitted": [{"submission_id": 1}],
    "ck_collations_named": [{"name": ""}],
    "ck_comments_body_length": [{"body": ""}, {"body": "字" * 20_001}],
    "ck_comments_clause_frozen_with_its_hash": [{"clause_id": 1}, {"clause_text_hash": "a" * 64}],
    "ck_comments_kind_known": [{"kind": "poem"}],
    "ck_comments_stance_known": [{"stance": "none"}],
    "ck_consultations_title_length": [{"title": ""}],
    "ck_consultations_withdrawn_once_published": [
        {"withdrawn_at": START, "withdrawal_reason": "撤回"}
    ],
    "ck_consultations_withdrawn_with_reason": [
        {"published_at": START, "withdrawn_at": START},
        {"published_at": START, "withdrawal_reason": "撤回"},
    ],
    "ck_consultations_subject_known": [{"subject": "poetry"}],
    "ck_document_kinds_minimum_days_range": [{"minimum_days": -1}, {"minimum_days": 367}],
    "ck_document_kinds_strength_known": [{"strength": "medium"}],
    "ck_document_kinds_unit_known": [{"unit": "week"}],
    "ck_draft_versions_checked_by_someone": [{"checked_at": START}, {"checked_by_id": 1}],
    "ck_draft_versions_genre_known": [{"genre": "poem"}],
    "ck_draft_versions_number_positive": [{"number": 0}],
    "ck_draft_versions_purpose_known": [{"purpose": "draft"}],
    "ck_draft_versions_source_hashed": [{"source_hash": "a"}],
    "ck_judgements_judges_something": [{"stance": None}],
    "ck_judgements_kind_known": [{"kind": "poem"}],
    "ck_judgements_stance_known": [{"stance": "maybe"}],
    "ck_letter_parts_merged_by_someone": [{"merged_at": START}, {"merged_by_id": 1}],
    "ck_letter_parts_not_of_itself": [{"comment_id": 1}],
    "ck_letter_parts_stretch": [{"cut_start": -1}, {"cut_end": 0}],
    "ck_learned_judgements_has_labels": [{"label_count": 0}],
    "ck_learned_judgements_kind_known": [{"kind": "poem"}],
    "ck_learned_judgements_stance_known": [{"stance": "maybe"}],
    "ck_learned_judgements_stance_range": [{"stance_score": 1.01}, {"stance_score": -1.01}],
    "ck_notice_files_hashed": [{"sha256": "a" * 63}],
    "ck_notice_files_not_empty": [{"byte_count": 0}],
    "ck_notice_files_title_length": [{"title": ""}],
    "ck_notice_files_withdrawn_with_reason": [
        {"withdrawn_at": START}, {"withdrawal_reason": "有误"}
    ],
    "ck_outbox_not_negative": [{"attempt_count": -1}],
    "ck_outline_edits_kind_known": [{"kind": "moved"}],
    "ck_outline_edits_sequence_positive": [{"sequence": 0}],
    "ck_related_links_kind_known": [{"kind": "friend"}],
    "ck_related_links_not_itself": [{"target_id": 1}],
    "ck_related_links_one_target": [
        {"kind": "other", "target_id": None}, {"url": "https://www.example.cn/"}
    ],
    "ck_related_links_round_is_here": [{"target_id": None, "url": "https://www.example.cn/"}],
    "ck_report_rows_outcome_known": [{"outcome": "ignored"}],
    "ck_responses_changed_text_given": [{"outcome": "partly_adopted", "reason": "部分"}],
    "ck_responses_duplicate_named": [
        {"outcome": "duplicate", "reason": "重复"},
        {"duplicate_of_id": 2},
    ],
    "ck_responses_not_of_itself": [
        {"outcome": "duplicate", "reason": "重复", "duplicate_of_id": 1}
    ],
    "ck_responses_outcome_known": [{"outcome": "ignored", "reason": "无"}],
    "ck_responses_reason_given": [{"outcome": "not_adopted"}],
    "ck_occasions_kind_known": [{"kind": "forgotten"}],
    "ck_search_passages_clause_named": [{"kind": "clause"}, {"clause_id": 1}],
    "ck_search_passages_kind_known": [{"kind": "poem"}],
    "ck_staff_sessions_expires_later": [{"expires_at": START}],
    "ck_submissions_commenter_kind_known": [{"commenter_kind": "robot", "seal": "post"}],
    "ck_submissions_has_comments": [{"comment_count": 0}],
    "ck_submissions_seal_known": [{"commenter_kind": "organisation", "seal": "wax"}],
    "ck_submissions_seal_of_organisation": [{"seal": "post"}, {"commenter_kind": "organisation"}],
    "ck_subscribers_language_known": [{"language": "fr"}],
    "ck_subscriptions_one_target": [{"consultation_id": 1}, {"bureau_id": None}],
    "ck_supplements_body_length": [{"body": ""}, {"body": "字" * 20_001}],
    "ck_topic_runs_not_negative": [{"comment_count": -1}],
    "ck_site_settings_single_row": [{"id": 2}],
    "ck_topic_mergers_into_another": [{"into_key": 1}],
    "ck_topic_names_name_length": [{"name": ""}],
    "ck_topics_has_comments": [{"comment_count": 0}],
    "ck_topics_no_key_of_campaign": [{"purpose": "campaign", "key": 1}],
    "ck_topics_purpose_known": [{"purpose": "other"}],
    "ck_transitions_kind_known": [{"kind": "paused"}],
    "ck_transitions_recorded_when_due": [{"due_at": LATER}],
    "ck_users_officer_has_bureau": [{"bureau_id": None}, {"role": "admin"}],
    "ck_users_password_hashed": [{"password_hash": "plain password"}],
    "ck_users_role_known": [{"role": "owner", "bureau_id": None}],
    "ck_users_username_length": [{"username": "a"}],
    "ck_window_changes_change_has_reason": [{"kind": "extended"}],
    "ck_window_changes_ends_after_it_begins": [{"closes_at": START}],
    "ck_window_changes_kind_known": [{"kind": "paused", "reason": "理由"}],
    "ck_windows_ends_after_it_begins": [{"closes_at": START}],
    "ck_windows_revision_positive": [{"revision": 0}],
}


@pytest.fixture
def world(session: Session) -> Session:
    """A session in which every row of `table_row` may be inserted."""
    add_world(session)
    return session


def test_every_check_of_the_schema_has_an_impossible_row_here() -> None:
    assert set(IMPOSSIBLE) == set(CHECKS)


def test_the_database_accepts_every_possible_row(world: Session) -> None:
    for name, table in TABLES.items():
        with world.begin_nested() as savepoint:
            world.execute(insert(table).values(table_row(name)))
            savepoint.rollback()


def test_the_database_refuses_every_impossible_row_by_the_name_of_its_check(
    world: Session,
) -> None:
    for check, cases in IMPOSSIBLE.items():
        table = TABLES[CHECKS[check]]
        for changes in cases:
            row = {**table_row(table.name), **changes}
            with pytest.raises(IntegrityError) as caught, world.begin_nested():
                world.execute(insert(table).values(row))
            assert violated_constraint(caught.value) == check, changes
