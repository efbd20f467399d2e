//! What is expected of every operation, written from the description of the roles, not from the code.

/// Columns of the table: who asks. `elsewhere` is an administrator of another workspace with his own key.
pub const ROLES: [&str; 6] = [
    "nobody",
    "read_only",
    "member",
    "manager",
    "administrator",
    "elsewhere",
];

/// Whose record it is, seen from the member: his own, his team's, another member's, his own in the trash, one of
/// another workspace.
pub const RECORDS: &str = "
operation            target   nobody read_only member manager administrator elsewhere
read_record          own      401    200       200    200     200           404
read_record          team     401    200       200    200     200           404
read_record          other    401    200       200    200     200           404
read_record          deleted  401    404       404    404     404           404
read_record          foreign  401    404       404    404     404           200
change_record        own      401    403       200    200     200           404
change_record        team     401    403       200    200     200           404
change_record        other    401    403       403    200     200           404
change_record        deleted  401    404       404    404     404           404
change_record        foreign  401    404       404    404     404           200
delete_record        own      401    403       204    204     204           404
delete_record        team     401    403       403    204     204           404
delete_record        other    401    403       403    204     204           404
delete_record        deleted  401    404       404    404     404           404
delete_record        foreign  401    404       404    404     404           204
restore_record       own      401    403       200    200     200           404
restore_record       team     401    403       200    200     200           404
restore_record       other    401    403       403    200     200           404
restore_record       deleted  401    403       200    200     200           404
restore_record       foreign  401    404       404    404     404           200
read_overview        own      401    200       200    200     200           404
read_overview        team     401    200       200    200     200           404
read_overview        other    401    200       200    200     200           404
read_overview        deleted  401    404       404    404     404           404
read_overview        foreign  401    404       404    404     404           200
read_timeline        own      401    200       200    200     200           404
read_timeline        team     401    200       200    200     200           404
read_timeline        other    401    200       200    200     200           404
read_timeline        deleted  401    404       404    404     404           404
read_timeline        foreign  401    404       404    404     404           200
read_history         own      401    200       200    200     200           404
read_history         team     401    200       200    200     200           404
read_history         other    401    200       200    200     200           404
read_history         deleted  401    200       200    200     200           404
read_history         foreign  401    404       404    404     404           200
read_access          own      401    200       200    200     200           404
read_access          team     401    200       200    200     200           404
read_access          other    401    200       200    200     200           404
read_access          deleted  401    404       404    404     404           404
read_access          foreign  401    404       404    404     404           200
enter_record         own      401    200       200    200     200           404
enter_record         team     401    200       200    200     200           404
enter_record         other    401    200       200    200     200           404
enter_record         deleted  401    404       404    404     404           404
enter_record         foreign  401    404       404    404     404           200
leave_record         own      401    204       204    204     204           204
leave_record         team     401    204       204    204     204           204
leave_record         other    401    204       204    204     204           204
leave_record         deleted  401    204       204    204     204           204
leave_record         foreign  401    204       204    204     204           204
create_record        -        401    403       201    201     201           201
list_records         -        401    200       200    200     200           200
list_records_by_body -        401    200       200    200     200           200
batch_update         own      401    403       200    200     200           404
batch_update         team     401    403       200    200     200           404
batch_update         other    401    403       403    200     200           404
batch_update         deleted  401    404       404    404     404           404
batch_update         foreign  401    404       404    404     404           200
batch_delete         own      401    403       200    200     200           404
batch_delete         team     401    403       403    200     200           404
batch_delete         other    401    403       403    200     200           404
batch_delete         deleted  401    404       404    404     404           404
batch_delete         foreign  401    404       404    404     404           200
batch_restore        own      401    403       200    200     200           404
batch_restore        team     401    403       200    200     200           404
batch_restore        other    401    403       403    200     200           404
batch_restore        deleted  401    403       200    200     200           404
batch_restore        foreign  401    404       404    404     404           200
batch_create         -        401    403       200    200     200           200
batch_link           own      401    403       200    200     200           404
batch_link           team     401    403       200    200     200           404
batch_link           other    401    403       403    200     200           404
batch_link           deleted  401    404       404    404     404           404
batch_link           foreign  401    404       404    404     404           200
batch_unlink         own      401    403       200    200     200           404
batch_unlink         team     401    403       200    200     200           404
batch_unlink         other    401    403       403    200     200           404
batch_unlink         deleted  401    404       404    404     404           404
batch_unlink         foreign  401    404       404    404     404           200
batch_merge          own      401    403       403    200     200           404
batch_merge          team     401    403       403    200     200           404
batch_merge          other    401    403       403    200     200           404
batch_merge          deleted  401    404       404    404     404           404
batch_merge          foreign  401    404       404    404     404           404
merge_record         own      401    403       403    200     200           404
merge_record         team     401    403       403    200     200           404
merge_record         other    401    403       403    200     200           404
merge_record         deleted  401    404       404    404     404           404
merge_record         foreign  401    404       404    404     404           404
read_duplicates      own      401    200       200    200     200           404
read_duplicates      team     401    200       200    200     200           404
read_duplicates      other    401    200       200    200     200           404
read_duplicates      deleted  401    404       404    404     404           404
read_duplicates      foreign  401    404       404    404     404           200
dismiss_duplicate    own      401    403       204    204     204           404
dismiss_duplicate    team     401    403       204    204     204           404
dismiss_duplicate    other    401    403       403    204     204           404
dismiss_duplicate    deleted  401    404       404    404     404           404
dismiss_duplicate    foreign  401    404       404    404     404           404
undo                 own      401    403       200    200     200           404
undo                 team     401    403       200    200     200           404
undo                 other    401    403       403    200     200           404
undo                 deleted  401    403       200    200     200           404
undo                 foreign  401    404       404    404     404           200
";

/// Operations that are not about one record.
pub const OTHERS: &str = "
operation            nobody read_only member manager administrator elsewhere
apply_batch          401    200       200    200     200           200
read_setup           200    200       200    200     200           200
finish_setup         401    401       401    401     401           401
sign_in              401    401       401    401     401           401
change_password      422    422       422    422     422           422
read_openapi         200    200       200    200     200           200
sign_out             401    403       403    403     403           403
read_me              401    200       200    200     200           200
change_me            401    422       422    422     422           422
list_sessions        401    200       200    200     200           200
end_other_sessions   401    204       204    204     204           204
end_session          401    404       404    404     404           404
create_password_link 401    403       403    403     404           404
list_tokens          401    200       200    200     200           200
create_token         401    403       403    403     403           403
revoke_token         401    404       404    404     404           404
run_query            401    200       200    200     200           200
search               401    200       200    200     200           200
convert_expression   401    200       200    200     200           200
read_changes         401    200       200    200     200           200
read_settings        401    200       200    200     200           200
change_settings      401    403       403    403     200           200
list_workspaces      401    403       403    403     200           403
create_workspace     401    403       403    403     422           403
read_machine         404    404       404    404     404           404
add_user             404    404       404    404     404           404
set_password         404    404       404    404     404           404
change_workspace     404    404       404    404     404           404
delete_workspace     404    404       404    404     404           404
list_objects         401    200       200    200     200           200
read_object          401    200       200    200     200           200
create_object        401    403       403    403     422           422
change_object        401    403       403    403     200           200
delete_object        401    403       403    403     404           404
create_field         401    403       403    403     422           422
change_field         401    403       403    403     404           404
delete_field         401    403       403    403     404           404
find_duplicates      401    200       200    200     200           200
list_duplicates      401    200       200    200     200           200
sweep_duplicates     401    403       403    403     404           404
merge_duplicates     401    403       200    200     200           200
list_jobs            401    200       200    200     200           200
list_notifications   401    200       200    200     200           200
read_notifications   401    204       204    204     204           204
read_job             401    404       404    404     404           404
cancel_job           401    404       404    404     404           404
upload_file          401    403       201    201     201           201
read_file            401    404       404    404     404           404
listen               401    200       200    200     200           200
create_import        401    403       201    201     201           201
list_imports         401    200       200    200     200           200
read_import          401    404       404    404     404           404
change_import        401    404       404    404     404           404
run_import           401    404       404    404     404           404
read_import_errors   401    404       404    404     404           404
list_waiting_rows    401    404       404    404     404           404
decide_waiting_rows  401    404       404    404     404           404
create_import_fields 401    403       403    403     404           404
undo_import          401    404       404    404     404           404
list_import_plans    401    200       200    200     200           200
create_migration     401    403       422    422     422           422
read_migration       401    404       404    404     404           404
run_migration        401    404       404    404     404           404
rebuild_search       401    403       403    403     202           202
start_demo           401    403       403    403     404           404
look_after_workspace 404    404       404    404     404           404
take_backup          404    404       404    404     404           404
restore_backup       404    404       404    404     404           404
create_export        401    403       403    201     201           201
read_export          401    404       404    404     404           404
read_export_file     401    404       404    404     404           404
";

/// What the member has made besides records, and the same of another workspace.
pub const BELONGINGS: &str = "
operation            target   nobody read_only member manager administrator elsewhere
revoke_token         own      401    404       204    404     204           404
revoke_token         foreign  401    404       404    404     404           204
create_password_link own      401    403       403    403     201           404
create_password_link foreign  401    403       403    403     404           201
read_file            own      401    404       200    404     404           404
read_file            foreign  401    404       404    404     404           200
read_job             own      401    404       200    404     200           404
read_job             foreign  401    404       404    404     404           200
cancel_job           own      401    404       200    404     200           404
cancel_job           foreign  401    404       404    404     404           200
read_import          own      401    404       200    404     200           404
read_import          foreign  401    404       404    404     404           200
change_import        own      401    404       200    404     200           404
change_import        foreign  401    404       404    404     404           200
run_import           own      401    404       202    404     202           404
run_import           foreign  401    404       404    404     404           202
read_import_errors   own      401    404       200    404     200           404
read_import_errors   foreign  401    404       404    404     404           200
list_waiting_rows    own      401    404       200    404     200           404
list_waiting_rows    foreign  401    404       404    404     404           200
undo_import          own      401    404       409    404     409           404
undo_import          foreign  401    404       404    404     404           409
read_export          own      401    404       404    200     200           404
read_export          foreign  401    404       404    404     404           200
read_export_file     own      401    404       404    200     200           404
read_export_file     foreign  401    404       404    404     404           200
decide_waiting_rows  own      401    404       409    404     409           404
decide_waiting_rows  foreign  401    404       404    404     404           409
create_import_fields own      401    403       403    403     200           404
create_import_fields foreign  401    403       403    403     404           200
read_migration       own      401    404       200    404     200           404
read_migration       foreign  401    404       404    404     404           200
run_migration        own      401    404       202    404     202           404
run_migration        foreign  401    404       404    404     404           202
end_session          own      401    404       204    404     404           404
end_session          foreign  401    404       404    404     404           204
";
