// Written by `npm run types` from docs/openapi.json; never by hand.
export interface paths {
    "/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Applies up to 500 commands, all or nothing. A failure names its command: `/commands/3/fields/email`. */
        post: operations["apply_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Changes in order, those only that the caller may see. Records that are gone are told as `delete`. */
        get: operations["read_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/demo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Has a job fill the workspace with a demonstration company: organisations and people, two years of interactions, tasks,
         *     opportunities, colleagues and views. A workspace that holds records is refused. The job's result says how many
         *     records of each object were `made`, and in which `change_sets`. For administrators.
         */
        post: operations["start_demo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Pairs of records that are probably the same, the most probable first. Pairs of which the caller can't see both are
         *     not among them. They are kept up to date within a minute.
         */
        get: operations["list_duplicates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/duplicates/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Merges all pairs with a verdict, as a job: at most 100,000 at a time, each by the usual rules, with the permissions of
         *     who asked. With `dry_run` it answers what would be merged. The job's result has the change sets, for undo.
         */
        post: operations["merge_duplicates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/duplicates/sweep": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Has a job compare all records of an object with each other anew. Changes are followed without that. For
         *     administrators.
         */
        post: operations["sweep_duplicates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live updates as server-sent events. `change` has a change as `GET /changes` shows it; `gone` names a record that was
         *     told and can no longer be seen; after `reset` everything shown is to be read again. Comes back by `Last-Event-ID`.
         */
        get: operations["listen"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Has a job write the records that meet a filter into a file. Needs the permission to export. */
        post: operations["create_export"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads an export: where it stands, and the address of its file when it is done. */
        get: operations["read_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Fetches the file of an export. */
        get: operations["read_export_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/expressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turns an expression from text into a tree or back, and checks it against the object. */
        post: operations["convert_expression"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Uploads a file: the body is its content. Allowed to whoever may create or change records that can carry one. A file that is not put into a record within a day is removed again. */
        post: operations["upload_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads a file, or a part of it (`Range`). Images and PDF may be shown, everything else is only saved. */
        get: operations["read_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/import_plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the plans that come with Kontor: the files of other systems, what their columns fill, and the keys that link them. */
        get: operations["list_import_plans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists my imports in short, the newest first; administrators see those of all. `GET /imports/{id}` has the whole of one. */
        get: operations["list_imports"];
        put?: never;
        /**
         * Uploads a file and shows what was found in it: CSV in any encoding, XLSX, JSON Lines, vCards, or a zip of
         *     these. The body is the file, or JSON that names one. Nothing is written before it is run.
         */
        post: operations["create_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads an import: its columns, how far it is, and its report. */
        get: operations["read_import"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Gives an import that has not run yet another map. */
        patch: operations["change_import"];
        trace?: never;
    };
    "/imports/{id}/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rejected rows as CSV: row, column, reason in the reader's language, and the cells as they were. */
        get: operations["read_import_errors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes fields of one's own for columns that fill nothing, called like them and of the type their values have; needs an
         *     administrator. The import's `columns` tell before what each would become (`new_field`).
         */
        post: operations["create_import_fields"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Has a job run an import, or go on with one that broke off. `GET /imports/{id}` tells how far it is. */
        post: operations["run_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Has a job take a whole import back: what it made goes to the trash, what it changed gets its former values.
         *     `GET /imports/{id}` tells how far it is, and what stayed as it is because others changed it since.
         */
        post: operations["undo_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/waiting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the rows that wait for a decision (`on_duplicate: ask`), in the order of the file: what each says, and the
         *     records it resembles now, with score and reasons.
         */
        get: operations["list_waiting_rows"];
        put?: never;
        /**
         * Decides what becomes of rows that wait: they make a record all the same, update one, or are left out. The import's job
         *     does it and counts it in the import's report; taking the import back takes these rows back, too.
         */
        post: operations["decide_waiting_rows"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists my jobs, the newest first; administrators see those of all. */
        get: operations["list_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads a job. */
        get: operations["read_job"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Calls a job off. What it has not finished counts for nothing. */
        post: operations["cancel_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who am I, and what may I do? */
        get: operations["read_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes my own name, language and time zone with a JSON merge patch. */
        patch: operations["change_me"];
        trace?: never;
    };
    "/migrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enters a migration: every file is held against the steps of the plan, and those that fit become imports, in the order
         *     of the plan. Nothing is written before it is run.
         */
        post: operations["create_migration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/migrations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads a migration: how far it is, the report of each file, and what was not taken over and why. */
        get: operations["read_migration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/migrations/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Has jobs import the files of a migration one after the other, or go on where it broke off. Each import can be looked
         *     at, mended and taken back like any other.
         */
        post: operations["run_migration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest notifications of the caller, those of the last thirty days. What he may not see he is not told of. */
        get: operations["list_notifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says that the caller has read his notifications until an instant. */
        post: operations["read_notifications"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/objects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the objects the caller may read, each with the fields he may see. */
        get: operations["list_objects"];
        put?: never;
        /** Makes an object of the customer's own; its key begins with `x_`. */
        post: operations["create_object"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/objects/{object}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads the definition of an object. */
        get: operations["read_object"];
        put?: never;
        post?: never;
        /** Deletes an object of the customer's own, with all its records. */
        delete: operations["delete_object"];
        options?: never;
        head?: never;
        /** Changes an object with a JSON merge patch. Of a standard one the labels and the icon can be changed. */
        patch: operations["change_object"];
        trace?: never;
    };
    "/objects/{object}/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a field of the customer's own, in any object; its key begins with `x_`. */
        post: operations["create_field"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/objects/{object}/fields/{field}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes a field of the customer's own, with all its values. */
        delete: operations["delete_field"];
        options?: never;
        head?: never;
        /** Changes a field with a JSON merge patch. `replace_options` says what takes the place of removed options. */
        patch: operations["change_field"];
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The description of the API in OpenAPI 3.1: the generic paths for everybody; signed in, one concrete path for each
         *     object the caller may read.
         */
        get: operations["read_openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks for a password link, sets a password by its one-time code, or changes it. A change ends all other sessions. */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Groups, counts and sums: `{"object", "filter", "group": [{"field", "by": "month"}], "measures": [{"fn": "sum",
         *     "field"}], "having", "sort", "limit"}`.
         */
        post: operations["run_query"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists records. */
        get: operations["list_records"];
        put?: never;
        /** Creates a record. */
        post: operations["create_record"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Records that are probably the same as what somebody is about to write, before it is written. */
        post: operations["find_duplicates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lists records, with the parameters as JSON: for filters that are too long for an address. The `next` of its pages is
         *     the address of an ordinary list; where the filter does not fit, it is this one, to be sent with the same body.
         */
        post: operations["list_records_by_body"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reads a record. The id of one that was merged into another leads to that: `Content-Location` says so, and the answer
         *     has its id.
         */
        get: operations["read_record"];
        put?: never;
        post?: never;
        /** Puts a record into the trash, or deletes it for good. */
        delete: operations["delete_record"];
        options?: never;
        head?: never;
        /** Changes a record with a JSON merge patch: null clears, arrays replace. */
        patch: operations["change_record"];
        trace?: never;
    };
    "/records/{object}/{id}/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who may see a record, what they may do with it, and why. */
        get: operations["read_access"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Records that are probably the same as this one, the most probable first. */
        get: operations["read_duplicates"];
        put?: never;
        /** Says that two records are not the same, or takes that back. It holds both ways, whatever is found later. */
        post: operations["dismiss_duplicate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every change of a record, newest first; or the record as it was. */
        get: operations["read_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Merges another record into this one: everything that points to the other points to this one then, the other goes to
         *     the trash, and its id leads here. Needs the permission to change this one and to delete the other. Undo splits them.
         */
        post: operations["merge_record"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The 360° view: facts, what is missing, lists of what is linked, totals, and the newest of the timeline. */
        get: operations["read_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Says that the caller has a record open, and asks who else has. It holds for less than a minute and is to be said
         *     again while the page is open. Nothing is kept of who looked at what.
         */
        post: operations["enter_record"];
        /** Says that the caller has closed a record. */
        delete: operations["leave_record"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a record out of the trash, with what went there with it. */
        post: operations["restore_record"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that happened with a record and those that belong to it, newest first. */
        get: operations["read_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Finds records by name, e-mail address, phone number and key, in any spelling. */
        get: operations["search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/search/rebuild": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Has a job build the search index anew while everybody works. For administrators. */
        post: operations["rebuild_search"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in; the answer sets the session cookie. */
        post: operations["sign_in"];
        /** Signs out. */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My sessions, the last used first. */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        /** Ends all my other sessions. */
        delete: operations["end_other_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends one of my sessions. */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads the settings: company, language, currency and rates, zone, country, trash period, upload limit. */
        get: operations["read_settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes settings with a JSON merge patch; for administrators. */
        patch: operations["change_settings"];
        trace?: never;
    };
    "/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is set-up open? */
        get: operations["read_setup"];
        put?: never;
        /** Makes the first administrator with the one-time code and signs in. */
        post: operations["finish_setup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists my API keys; an administrator sees all of the workspace. */
        get: operations["list_tokens"];
        put?: never;
        /** Makes an API key; it is shown this once. */
        post: operations["create_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes an API key, at once. */
        delete: operations["revoke_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/undo/{change_set}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a change set back, where nobody touched it since. The answer's own change set can be undone in turn. */
        post: operations["undo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/password-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a one-time link by which a user sets his password; for administrators, while there is no mail. */
        post: operations["create_password_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the workspaces of this server. */
        get: operations["list_workspaces"];
        put?: never;
        /** Makes a workspace, empty and apart from all others. */
        post: operations["create_workspace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Who may see a record. */
        Access: {
            /** @description The users who may. */
            data: components["schemas"]["UserAccess"][];
            /** @description There are more users than were looked at. */
            truncated: boolean;
        };
        /** @description An API key. */
        ApiKey: {
            /** @description When it was made. */
            created_at: components["schemas"]["Time"];
            /**
             * Format: date-time
             * @description When it ends.
             */
            expires_at?: string | null;
            /** @description Its id, to revoke it by. */
            id: components["schemas"]["Id"];
            /**
             * Format: date-time
             * @description When it was last used, to the minute.
             */
            last_used_at?: string | null;
            /** @description What it is for. */
            name: string;
            /** @description How it begins. */
            prefix: string;
            /**
             * Format: date-time
             * @description When it was revoked.
             */
            revoked_at?: string | null;
            /** @description What it may be used for. */
            scope: components["schemas"]["KeyScope"];
            /** @description Whom it acts for. */
            user: components["schemas"]["Id"];
        };
        /** @description Commands to apply together. */
        Batch: {
            /** @description At most 500, applied in order. */
            commands: components["schemas"]["BatchCommand"][];
        };
        /** @description One command. */
        BatchCommand: {
            id?: components["schemas"]["Id"] | null;
            /** @description Key of the object. */
            object: string;
            /** @description What to do. */
            op: components["schemas"]["BatchOp"];
            /** @description Values by field key. */
            values?: components["schemas"]["Values"];
            /**
             * Format: int64
             * @description The version it is changed against.
             */
            version?: number | null;
        };
        /**
         * @description What a command does.
         * @enum {string}
         */
        BatchOp: "create" | "update" | "delete" | "restore" | "link" | "unlink" | "merge";
        /** @description What became of a command. */
        BatchResult: {
            record?: components["schemas"]["Record"] | null;
            /**
             * Format: int32
             * @description 201 created, 200 changed, 204 gone.
             */
            status: number;
        };
        /** @description What became of each command, in their order. */
        BatchResults: {
            /** @description One for each command. */
            results: components["schemas"]["BatchResult"][];
        };
        /** @description The rule by which a user may read a record. */
        Because: {
            /** @description The condition of his role that the record meets. */
            condition?: string | null;
            /** @description Key of the object that the rule is about. */
            object?: string | null;
            /** @description `administrator`, `role`, or `condition`. */
            rule: string;
        };
        /**
         * Format: binary
         * @description The content of a file.
         */
        Binary: string;
        /**
         * @description A length of time whose start names a group.
         * @enum {string}
         */
        Bucket: "day" | "week" | "month" | "quarter" | "year";
        /**
         * @description What two records are called.
         * @enum {string}
         */
        Called: "same" | "perhaps";
        /** @description That a record changed. */
        Change: {
            /** @description When. */
            at: components["schemas"]["Time"];
            /** @description The record. */
            id: components["schemas"]["Id"];
            /** @description What happened. */
            kind: components["schemas"]["ChangeKind"];
            /** @description Key of the record's object. */
            object: string;
            /** @description Its place in the feed. */
            seq: string;
            /**
             * Format: int64
             * @description The record's version since.
             */
            version: number;
        };
        /**
         * @description What happened to a record.
         * @enum {string}
         */
        ChangeKind: "create" | "update" | "delete" | "restore" | "merge";
        /** @description A page of the feed. */
        Changes: {
            /** @description The changes, in order. */
            data: components["schemas"]["Change"][];
            /** @description Where to go on: the `after` of the next call. */
            next: string;
        };
        /** @description An expression in both forms, and what is wrong with it. */
        Checked: {
            /** @description Empty for a good one. */
            errors: components["schemas"]["ExpressionError"][];
            /** @description Key of the object it is about. */
            object: string;
            /** @description As text, in the usual spelling; where it can be read. */
            text?: string | null;
            /** @description As a tree: `{"op", "args"}`, `{"field"}` and `{"value"}` within each other; where it can be read. */
            tree?: {
                [key: string]: components["schemas"]["Value"];
            } | null;
        };
        /**
         * @description Whose value a field gets.
         * @enum {string}
         */
        Chosen: "this" | "other" | "both";
        /**
         * @description How to count.
         * @enum {string}
         */
        Count: "exact";
        /** @description E-mail address and password. */
        Credentials: {
            /** @description The e-mail address. */
            email: string;
            /** @description The password. */
            password: string;
        };
        /** @description A record that is probably the same. */
        Duplicate: {
            /** @description The record. */
            id: components["schemas"]["Id"];
            /** @description What it is called. */
            label?: string | null;
            /** @description Key of its object. */
            object: string;
            /** @description Why. */
            reasons: components["schemas"]["DuplicateReason"][];
            /**
             * Format: double
             * @description How probable, 0 to 1.
             */
            score: number;
            /** @description `same` or `perhaps`. */
            verdict: string;
        };
        /** @description Records that are probably the same as one. */
        DuplicateList: {
            /** @description The most probable first. */
            data: components["schemas"]["Duplicate"][];
        };
        /** @description Two records that are probably the same. */
        DuplicatePair: {
            /** @description Key of their object. */
            object: string;
            /** @description Why. */
            reasons: components["schemas"]["DuplicateReason"][];
            /** @description The two. */
            records: components["schemas"]["PairRecord"][];
            /**
             * Format: double
             * @description How probable, 0 to 1.
             */
            score: number;
            /** @description `same` or `perhaps`. */
            verdict: string;
        };
        /** @description A page of pairs. */
        DuplicatePairList: {
            /** @description The most probable first. */
            data: components["schemas"]["DuplicatePair"][];
            /** @description The link of the next page, if there is one. */
            next?: string | null;
        };
        /** @description What speaks for or against two records being the same. */
        DuplicateReason: {
            /** @description The field. */
            field: string;
            /** @description How far it agrees: `equal`, `near`, ... */
            level: string;
            /** @description In words, in the reader's language. */
            text: string;
        };
        /** @description How duplicates of an object are told. */
        DuplicateRules: {
            /** @description Factors on what agreement in a field is worth, by its key; 0 leaves the field out. */
            fields?: {
                [key: string]: number;
            } | null;
            /** @description Nobody looks for duplicates of it. */
            off?: boolean | null;
            /**
             * Format: double
             * @description The score from which two records are perhaps the same.
             */
            perhaps?: number | null;
            /**
             * Format: double
             * @description The score from which two records are the same.
             */
            same?: number | null;
        };
        /** @description Nothing has to be said but that the page is open. */
        Entering: Record<string, never>;
        /** @description An export. */
        Export: {
            /** @description When it was asked for. */
            created_at: components["schemas"]["Time"];
            /** @description Why it failed. */
            error?: string | null;
            /** @description Only these fields. */
            fields?: string | null;
            /** @description The address of the file, once it is done. */
            file?: string | null;
            /** @description Which records. */
            filter?: string | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at?: string | null;
            /** @description `csv`, `xlsx`, `jsonl` or `vcard`. */
            format: string;
            /** @description Its id. */
            id: components["schemas"]["Id"];
            /**
             * Format: uuid
             * @description The job that writes it.
             */
            job?: string | null;
            /** @description Key of the object. */
            object: string;
            /** @description How far it is. */
            progress: components["schemas"]["ExportProgress"];
            /**
             * Format: int64
             * @description Records written.
             */
            rows: number;
            /**
             * Format: int64
             * @description Bytes of the file.
             */
            size?: number | null;
            /** @description In which order. */
            sort?: string | null;
            /** @description Where it stands. */
            state: components["schemas"]["ExportState"];
        };
        /** @description How far an export is. */
        ExportProgress: {
            /**
             * Format: int64
             * @description Records written.
             */
            done: number;
            /**
             * Format: int64
             * @description Of how many, once they were counted.
             */
            total?: number | null;
        };
        /**
         * @description Where an export stands.
         * @enum {string}
         */
        ExportState: "running" | "cancelled" | "failed" | "done";
        /** @description An expression, as text or as a tree. */
        Expression: {
            /** @description Key of the object it is about. */
            object: string;
            /** @description As text. */
            text?: string | null;
            tree?: components["schemas"]["Values"] | null;
        };
        /** @description What is wrong with an expression. */
        ExpressionError: {
            /** @description A stable code. */
            code: string;
            /** @description For people. */
            detail: string;
            /** @description The place in the tree. */
            pointer?: string | null;
            /**
             * Format: int32
             * @description The character of the text where it is.
             */
            position?: number | null;
        };
        /** @description A key of the same record in another system. */
        ExternalId: {
            /** @description The key there. */
            key: string;
            /** @description The other system. */
            system: string;
        };
        /** @description A field; further members are the settings of its type. */
        Field: {
            default?: components["schemas"]["Value"] | null;
            /** @description Keys it had before; they go on working. */
            former_keys?: string[] | null;
            help?: components["schemas"]["Texts"] | null;
            /** @description What it was called when it was made, where that is another name. */
            id?: string | null;
            /** @description Found and sorted fast. */
            indexed?: boolean | null;
            /** @description Its key. */
            key: string;
            /** @description What it is called. */
            labels: components["schemas"]["Texts"];
            /** @description Of links: to several records. */
            many?: boolean | null;
            /** @description Of selects and stages: what there is to choose. */
            options?: components["schemas"]["FieldOption"][] | null;
            /** @description Its standard options that you call, colour or offer otherwise; an upgrade keeps that. */
            own_options?: string[] | null;
            /** @description Written by Kontor alone. */
            read_only?: boolean | null;
            /** @description The customer has given it names of his own. */
            relabelled?: boolean | null;
            /** @description Its standard options stand in an order of yours; an upgrade keeps it. */
            reordered?: boolean | null;
            /** @description Must have a value. */
            required?: boolean | null;
            /** @description Searched for words. */
            searched?: boolean | null;
            /** @description Part of the envelope that every object has. */
            system?: boolean | null;
            /** @description Of links: keys of the objects they may point to; `*` is any. */
            targets?: string[] | null;
            /** @description Its type: `text`, `money`, `link`, ... */
            type: string;
            /** @description No two records have the same value. */
            unique?: boolean | null;
        } & {
            [key: string]: components["schemas"]["Value"];
        };
        /** @description The members of a field to change. */
        FieldChange: {
            help?: components["schemas"]["Labels"] | null;
            /** @description A new key; the former one goes on working. */
            key?: string | null;
            labels?: components["schemas"]["Labels"] | null;
            /** @description What there is to choose. */
            options?: components["schemas"]["FieldOption"][] | null;
            /** @description What takes the place of removed options, `{"old": "new"}`. */
            replace_options?: {
                [key: string]: string | null;
            } | null;
            /** @description Another type: values that fit are taken over. */
            type?: string | null;
        } & {
            [key: string]: components["schemas"]["Value"];
        };
        /** @description A field before and after. */
        FieldChanged: {
            /** @description The value after; null for none. */
            after: components["schemas"]["Value"];
            /** @description The value before; null for none. */
            before: components["schemas"]["Value"];
        };
        /** @description An option of a select, or a stage. */
        FieldOption: {
            /** @description A colour of the interface. */
            color?: string | null;
            /** @description What is stored. */
            key: string;
            /** @description Of stages: `open`, `won` or `lost`. */
            kind?: string | null;
            /** @description What it is called. */
            labels: components["schemas"]["Labels"];
            /**
             * Format: int32
             * @description Of stages: days after which a record counts as stale.
             */
            max_days?: number | null;
            /** @description Of stages: those that may follow; any without a list. */
            next?: string[] | null;
            /**
             * Format: int32
             * @description Of stages: the chance of success in percent.
             */
            probability?: number | null;
            /** @description Of stages: fields that must have a value to enter. */
            required?: string[] | null;
            /** @description No longer offered, still shown. */
            retired?: boolean | null;
        };
        /** @description The field as it is now; with `dry_run` what would be done. */
        FieldOrPlan: components["schemas"]["Field"] | components["schemas"]["PlanPreview"];
        /** @description A file. */
        File: {
            /** @description Its id, for the fields of records. */
            id: components["schemas"]["Id"];
            /** @description Its name. */
            name: string;
            /** @description SHA-256 of its content, in hexadecimal digits. */
            sha256: string;
            /**
             * Format: int64
             * @description Its length in bytes.
             */
            size: number;
            /** @description Its media type, by its content. */
            type: string;
        };
        /**
         * @description The form of the file.
         * @enum {string}
         */
        FileFormat: "csv" | "xlsx" | "jsonl" | "vcard";
        /** @description A group key. */
        GroupKey: {
            by?: components["schemas"]["Bucket"] | null;
            /** @description A field, through links too. */
            field: string;
        };
        /** @description What to count and sum. */
        GroupQuery: {
            filter?: components["schemas"]["TextOrTree"] | null;
            /** @description By what to group, eight at most; nothing makes one group of all. */
            group?: components["schemas"]["GroupKey"][] | null;
            having?: components["schemas"]["TextOrTree"] | null;
            /**
             * Format: int32
             * @description Most rows.
             * @default 1000
             */
            limit: number | null;
            /** @description What to compute, eight at most; nothing counts. */
            measures?: components["schemas"]["Measure"][] | null;
            /** @description Key of the object. */
            object: string;
            sort?: components["schemas"]["Words"] | null;
        };
        /** @description The groups. */
        Groups: {
            /** @description Names of columns: the paths of the group keys, then `count`, `sum_amount` and the like. */
            columns: string[];
            /** @description A value for each column. */
            rows: components["schemas"]["Value"][][];
            /** @description There were more groups than fit. */
            truncated: boolean;
        };
        /** @description Every change of a record; or with `at` the record as it was. */
        History: components["schemas"]["HistoryList"] | components["schemas"]["Record"];
        /** @description A change of a record. */
        HistoryEntry: {
            /** @description Who: the id of a user, `cli` or `system`. */
            actor: string;
            /** @description When. */
            at: components["schemas"]["Time"];
            /** @description The change set it belongs to, for an undo. */
            change_set: components["schemas"]["Id"];
            /** @description What the fields were before and after, by their keys. */
            changes: {
                [key: string]: components["schemas"]["FieldChanged"];
            };
            /** @description `create`, `update`, `delete`, `restore`, `merge`. */
            kind: string;
            /**
             * Format: uuid
             * @description Of what was merged into this record: which record it was about.
             */
            record?: string | null;
            /**
             * Format: int64
             * @description Its place in the history of the workspace.
             */
            seq: number;
            /**
             * Format: int64
             * @description The record's version since.
             */
            version: number;
            /** @description By what way: `session`, `key`, `cli`, `job`, `import`, `undo`. */
            via: string;
        };
        /** @description A page of a history, the newest first. */
        HistoryList: {
            /** @description The changes. */
            data: components["schemas"]["HistoryEntry"][];
            /** @description The link of the next page, if there is one. */
            next?: string | null;
        };
        /** @description A record that was found. */
        Hit: {
            /** @description The record. */
            id: components["schemas"]["Id"];
            /** @description What it is called. */
            label: string;
            /** @description The texts in which the words stand. */
            matches: components["schemas"]["Match"][];
            /** @description Key of its object. */
            object: string;
            /**
             * Format: double
             * @description How exactly it matches: 1, 0.8, 0.6, 0.4 or 0.2.
             */
            score: number;
        };
        /** @description How a file is to be read; what is left out is found out. */
        How: {
            /**
             * @description What stands between cells: one character or several.
             * @default null
             */
            delimiter: string | null;
            /**
             * @description The name of an encoding: `windows-1252`.
             * @default null
             */
            encoding: string | null;
            /**
             * @description Whether the first row names the columns.
             * @default null
             */
            header: boolean | null;
            /**
             * @description The file inside a zip that has the rows.
             * @default null
             */
            member: string | null;
            /**
             * @description The sheet of a workbook.
             * @default null
             */
            sheet: string | null;
        };
        /**
         * Format: uuid
         * @description An id: a UUID in lower case.
         * @example 0195512c-8a10-7000-8000-000000000000
         */
        Id: string;
        /** @description An import: a file, what its columns fill, how far it is, and what came of it. */
        Import: {
            /** @description Its columns. */
            columns?: components["schemas"]["ImportColumn"][] | null;
            /** @description When it was uploaded. */
            created_at: components["schemas"]["Time"];
            /** @description What stands between cells. */
            delimiter?: string | null;
            /** @description How its text is written. */
            encoding?: string | null;
            /** @description Why it failed. */
            error?: string | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at?: string | null;
            /** @description What it is: `csv`, `xlsx`, `jsonl`, `vcard`. */
            format?: string | null;
            /** @description Its id. */
            id: components["schemas"]["Id"];
            /**
             * Format: uuid
             * @description The job that runs it.
             */
            job?: string | null;
            key?: components["schemas"]["Words"] | null;
            /** @description Whose way of writing columns was recognised. */
            layout?: string | null;
            /** @description The map as it was given. */
            map: {
                [key: string]: components["schemas"]["Value"];
            };
            /** @description The name of the file. */
            name?: string | null;
            /** @description Key of the object its rows are about. */
            object: string;
            /** @description All objects that its rows make records of. */
            objects: string[];
            /** @description What becomes of rows whose record is there already by all appearances: `create`, `skip`, `update`, `ask`. */
            on_duplicate: string;
            /** @description How far it is. */
            progress: components["schemas"]["ImportProgress"];
            /** @description What came of it. */
            report: components["schemas"]["ImportReport"];
            same_file_as?: components["schemas"]["SameFile"] | null;
            /** @description SHA-256 of its content, in hexadecimal digits. */
            sha256?: string | null;
            /** @description The sheet that is read. */
            sheet?: string | null;
            /** @description All sheets of the workbook. */
            sheets?: string[] | null;
            /**
             * Format: date-time
             * @description When it began to run.
             */
            started_at?: string | null;
            /** @description Where it stands. */
            state: components["schemas"]["ImportState"];
            /** @description The system that the keys belong to. */
            system: string;
            undo?: components["schemas"]["ImportUndo"] | null;
            /**
             * Format: int64
             * @description It rises with each change of the map.
             */
            version: number;
            /** @description What may be guessed wrongly, to be looked at before it is run. */
            warnings: components["schemas"]["ImportWarning"][];
        };
        /** @description A column of an import. */
        ImportColumn: {
            /** @description Its cells bring files along, which become documents of the record. */
            files: boolean;
            /** @description It is the key, or a part of it. */
            key: boolean;
            /** @description Its name. */
            name: string;
            new_field?: components["schemas"]["NewField"] | null;
            /** @description What can't be read in it is left out, and the row taken all the same. */
            optional: boolean;
            /** @description What its values look like. */
            profile?: {
                [key: string]: components["schemas"]["Value"];
            } | null;
            /** @description Some of its values. */
            samples?: string[] | null;
            /** @description What it fills: `person.emails`; null for nothing. */
            target?: string | null;
        };
        /** @description A page of imports. */
        ImportList: {
            /** @description The imports. */
            data: components["schemas"]["ImportSummary"][];
            /** @description The link of the next page, if there is one. */
            next?: string | null;
        };
        /** @description How the files of another system are brought in. */
        ImportPlan: {
            /** @description Its name. */
            name: string;
            /** @description Objects of one's own that it needs. */
            objects: components["schemas"]["Value"][];
            /** @description Files are told apart by their names alone. */
            only_by_name: boolean;
            /** @description The files, in order. */
            steps: components["schemas"]["ImportStep"][];
            /** @description The system that the keys belong to. */
            system: string;
            /** @description What it is called. */
            title: components["schemas"]["Value"];
        };
        /** @description The plans that come with Kontor. */
        ImportPlanList: {
            /** @description They. */
            data: components["schemas"]["ImportPlan"][];
            /** @description Always null: there is one page. */
            next?: string | null;
        };
        /** @description How far an import is. */
        ImportProgress: {
            /**
             * Format: int64
             * @description Rows done.
             */
            done: number;
            /**
             * Format: int64
             * @description Rows a second.
             */
            rate?: number | null;
            /**
             * Format: int64
             * @description Rows in all, once known.
             */
            total?: number | null;
        };
        /** @description What came of an import. */
        ImportReport: {
            /**
             * Format: int64
             * @description Records that were made.
             */
            created: number;
            /** @description Nothing was written. */
            dry_run: boolean;
            /** @description The first problems; `GET /imports/{id}/errors` has the rows. */
            errors: components["schemas"]["RowProblem"][];
            /**
             * Format: int64
             * @description Rows that were rejected.
             */
            failed: number;
            /** @description Columns that fill nothing. */
            ignored_columns: string[];
            /**
             * Format: int64
             * @description Rows that were looked at.
             */
            rows: number;
            /**
             * Format: int64
             * @description Rows with nothing to do.
             */
            skipped: number;
            /**
             * Format: int64
             * @description Records that were changed.
             */
            updated: number;
        } & {
            [key: string]: components["schemas"]["Value"];
        };
        /**
         * @description Where an import stands.
         * @enum {string}
         */
        ImportState: "ready" | "checked" | "running" | "cancelled" | "failed" | "done" | "undoing" | "undone";
        /** @description One sort of file of another system. */
        ImportStep: {
            /** @description How such files are called. */
            files: string[];
            /** @description What its columns fill. */
            map: {
                [key: string]: components["schemas"]["Value"];
            };
            /** @description Key of the object its rows are about. */
            object: string;
            /** @description Columns by which such a file is known. */
            requires: string[];
        };
        /** @description An import in short. */
        ImportSummary: {
            /**
             * Format: int64
             * @description Rows whose main record is new.
             */
            created: number;
            /** @description When it was uploaded. */
            created_at: components["schemas"]["Time"];
            /** @description Its last run only told what would happen. */
            dry_run: boolean;
            /** @description Why it failed. */
            error?: string | null;
            /**
             * Format: int64
             * @description Rows that were rejected.
             */
            failed: number;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at?: string | null;
            /** @description Its id. */
            id: components["schemas"]["Id"];
            /**
             * Format: uuid
             * @description The migration that it is a file of.
             */
            migration?: string | null;
            /** @description The name of the file. */
            name?: string | null;
            /** @description Key of the object its rows are about. */
            object: string;
            /**
             * Format: int64
             * @description Rows gone through.
             */
            rows: number;
            /**
             * Format: int64
             * @description Rows that had nothing to do.
             */
            skipped: number;
            /**
             * Format: date-time
             * @description When it began to run.
             */
            started_at?: string | null;
            /** @description Where it stands. */
            state: components["schemas"]["ImportState"];
            /**
             * Format: int64
             * @description Rows that changed something.
             */
            updated: number;
        };
        /** @description How far an import is taken back. */
        ImportUndo: {
            /**
             * Format: int64
             * @description Records that went back.
             */
            done: number;
            /** @description What stayed because others changed it since. */
            kept: components["schemas"]["Value"];
        };
        /** @description What may be guessed wrongly in an import. */
        ImportWarning: {
            /** @description Stable code. */
            code: string;
            /** @description The column, if it is about one. */
            column?: string | null;
            /** @description In the reader's language, with what helps. */
            detail: string;
        };
        /** @description One value that was not acceptable. */
        Issue: {
            /** @description The stable code: `required`, `wrong_type`, `unknown_field`, ... */
            code: string;
            /** @description What is wrong, for people. */
            detail: string;
            /** @description Figures of the message, for clients that word it themselves. */
            params: Record<string, never>;
            /** @description JSON pointer to the value in the request. */
            pointer: string;
        };
        /** @description A job. */
        Job: {
            /** @description When it was asked for. */
            created_at: components["schemas"]["Time"];
            /** @description Why the last attempt failed; in detail for administrators only. */
            error?: string | null;
            finished_at?: components["schemas"]["Time"] | null;
            /** @description Its id. */
            id: components["schemas"]["Id"];
            /** @description What it does. */
            name: string;
            /** @description How far it is. */
            progress: components["schemas"]["JobProgress"];
            /** @description What came of it. */
            result?: Record<string, never> | null;
            started_at?: components["schemas"]["Time"] | null;
            /** @description Where it stands. */
            state: components["schemas"]["JobState"];
        };
        /** @description A page of jobs. */
        JobList: {
            /** @description The jobs. */
            data: components["schemas"]["Job"][];
            /** @description The link of the next page, if there is one. */
            next?: string | null;
        };
        /** @description How far a job is. */
        JobProgress: {
            /**
             * Format: int64
             * @description Steps done.
             */
            done: number;
            /** @description What it is at. */
            message?: string | null;
            /**
             * Format: double
             * @description Steps a second, while it runs.
             */
            rate?: number | null;
            /**
             * Format: int64
             * @description Steps in all, once known.
             */
            total?: number | null;
        };
        /** @description The job that does the rest. */
        JobStarted: {
            /** @description `GET /jobs/{id}` tells how far it is. */
            job: components["schemas"]["Id"];
        };
        /**
         * @description Where a job stands.
         * @enum {string}
         */
        JobState: "ready" | "running" | "done" | "failed" | "cancelled";
        /**
         * @description Which record stays.
         * @enum {string}
         */
        Kept: "complete" | "oldest" | "newest";
        /** @description A field that was changed since. */
        KeptField: {
            changed_to?: components["schemas"]["Value"] | null;
            /** @description Of definitions: what stands in the way, in words. */
            detail?: string | null;
            /** @description The field; of settings the JSON pointer. */
            field?: string | null;
            id?: components["schemas"]["Id"] | null;
            /** @description Key of the record's object, or of the one that is defined; `settings` where it is a setting. */
            object: string;
            present?: components["schemas"]["Value"] | null;
        };
        /** @description One column, or several that together are the key. */
        Key: string | string[];
        /** @description What a key may be used for, within what its user may do. */
        KeyScope: {
            /** @description Only these objects; all when there is no list. */
            objects?: string[] | null;
            /** @description Only reading. */
            read_only: boolean;
        };
        /** @description A text for each language, or one that stands for all. */
        Labels: string | components["schemas"]["Texts"];
        /** @description What a list is asked for. `Query<ListParams>` and `JsonBody<ListParams>` both read it. */
        ListParams: {
            count?: components["schemas"]["Count"] | null;
            /** @description Where to go on: the cursor of a page's `next`, for the same filter and order. */
            cursor?: string | null;
            expand?: components["schemas"]["Words"] | null;
            fields?: components["schemas"]["Words"] | null;
            filter?: components["schemas"]["Value"] | null;
            /**
             * Format: int32
             * @description How many records on a page.
             * @default 50
             */
            limit: number | null;
            sort?: components["schemas"]["Words"] | null;
            trash?: components["schemas"]["Trash"] | null;
        };
        /** @description One of the events of `GET /events`, by the lines it is sent as. */
        LiveEvent: {
            /** @description JSON: the change as `GET /changes` shows it, which record is gone, or nothing. */
            data?: string | null;
            event?: components["schemas"]["LiveEventKind"] | null;
            /** @description The place to come back to. */
            id: string;
        };
        /**
         * @description What an event tells.
         * @enum {string}
         */
        LiveEventKind: "change" | "gone" | "reset";
        /** @description A new workspace. */
        MadeWorkspace: {
            /** @description The host name it answers to. */
            host?: string | null;
            /** @description Its name. */
            name: string;
            /** @description The one-time code by which its first administrator comes in. */
            setup_code: string;
        };
        /** @description A text in which words stand. */
        Match: {
            /** @description `label`, or the key of a field. */
            field: string;
            /** @description What to mark: `[from, to)` in characters. */
            ranges: number[][];
            /** @description The text, or a piece of it. */
            text: string;
        };
        /** @description The caller. */
        Me: {
            /** @description He may do everything. */
            administrator: boolean;
            /** @description His e-mail address. */
            email?: string | null;
            /** @description His language, `de` or `en`. */
            language: string;
            /** @description What he is called. */
            name: string;
            /** @description What he may do with records of each object: `create`, `read`, `update`, `delete`, `export`. */
            objects: {
                [key: string]: string[];
            };
            /** @description The key of his role. */
            role: string;
            /** @description His teams and those below them. */
            teams: string[];
            user?: components["schemas"]["Ref"] | null;
            /** @description The workspace. */
            workspace: string;
            /** @description The name of his time zone. */
            zone: string;
        };
        /** @description A measure. */
        Measure: {
            /** @description Of which field; not needed to count. */
            field?: string | null;
            /** @description What to compute. */
            fn: components["schemas"]["MeasureFn"];
        };
        /**
         * @description What is computed over a group.
         * @enum {string}
         */
        MeasureFn: "count" | "sum" | "min" | "max" | "average";
        /** @description What would be merged. */
        MergePreview: {
            /** @description The first of them. */
            data: components["schemas"]["PlannedMerge"][];
            /**
             * Format: int64
             * @description How many records would become part of others.
             */
            merges: number;
        };
        /** @description The files of another system that come in together. */
        Migration: {
            /** @description When it was entered. */
            created_at: components["schemas"]["Time"];
            /** @description The files, in the order in which they come in. */
            files: components["schemas"]["MigrationFile"][];
            /** @description Its id. */
            id: components["schemas"]["Id"];
            /** @description Files that the plan does not know. */
            left_over: string[];
            /** @description Files of the plan that were not given. */
            missing: components["schemas"]["MissingFile"][];
            /** @description The name of its plan. */
            plan: string;
            /** @description Where it stands: as its files do. */
            state: components["schemas"]["ImportState"];
        };
        /** @description A file of a migration. */
        MigrationFile: {
            /** @description Why it broke off. */
            error?: string | null;
            /** @description Its import. */
            import: components["schemas"]["Id"];
            /** @description What it is called. */
            name: string;
            /** @description What of it was not taken over. */
            not_taken_over: components["schemas"]["NotTakenOver"];
            /** @description Key of the object its rows are about. */
            object: string;
            /** @description How far it is. */
            progress: components["schemas"]["ImportProgress"];
            /** @description What came of it. */
            report: components["schemas"]["ImportReport"];
            /** @description Where that stands. */
            state: components["schemas"]["ImportState"];
        };
        /** @description A file of a plan that was not given. */
        MissingFile: {
            /** @description What it would be called. */
            files: string[];
            /** @description Key of the object its rows would be about. */
            object: string;
        };
        /** @description What a user changes of himself, whatever his role; null takes away his own choice. */
        MyWish: {
            /** @description The language I am spoken to, `de` or `en`; the workspace's where I say nothing. */
            language?: string | null;
            /** @description What I am called. */
            name?: string | null;
            /** @description The name of my time zone; the workspace's where I say nothing. */
            zone?: string | null;
        };
        /** @description The name of a plan that comes with Kontor, or a plan as `GET /import_plans` shows them. */
        NameOrPlan: string | {
            [key: string]: components["schemas"]["Value"];
        };
        /** @description An API key with its secret, which is shown this once. */
        NewApiKey: components["schemas"]["ApiKey"] & {
            /** @description The key itself: `kontor_...`. */
            key: string;
        };
        /** @description A wish for a company. */
        NewDemo: {
            /** @description Beside the records that are there. */
            anyway?: boolean;
            /**
             * Format: int32
             * @description Another number, another company.
             * @default 1
             */
            seed: number;
        };
        /** @description A wish for an export. */
        NewExport: {
            fields?: components["schemas"]["Words"] | null;
            filter?: components["schemas"]["TextOrTree"] | null;
            /** @description The form of the file. */
            format?: components["schemas"]["FileFormat"];
            /** @description Key of the object; a view has its own. */
            object?: string | null;
            sort?: components["schemas"]["Words"] | null;
            view?: components["schemas"]["Id"] | null;
        };
        /** @description A wish for a field; further members are the settings of its type. */
        NewField: {
            default?: components["schemas"]["Value"] | null;
            help?: components["schemas"]["Labels"] | null;
            /** @description Found and sorted fast. */
            indexed?: boolean | null;
            /** @description Begins with `x_`. */
            key: string;
            /** @description What it is called. */
            labels: components["schemas"]["Labels"];
            /** @description Of links: to several records. */
            many?: boolean | null;
            /** @description Of selects and stages: what there is to choose. */
            options?: components["schemas"]["FieldOption"][] | null;
            /** @description Must have a value. */
            required?: boolean | null;
            /** @description Searched for words. */
            searched?: boolean | null;
            /** @description Of links: keys of the objects they may point to. */
            targets?: string[] | null;
            /** @description Its type: `text`, `money`, `link`, ... */
            type: string;
            /** @description No two records may have the same value. */
            unique?: boolean | null;
        } & {
            [key: string]: components["schemas"]["Value"];
        };
        /** @description Which columns become fields. */
        NewFields: {
            /**
             * @description Names of columns; all that fill nothing and have values, unless told.
             * @default null
             */
            columns: string[] | null;
        };
        /** @description A file that was uploaded before. */
        NewImport: {
            /** @description The file, from `POST /files`. */
            file: components["schemas"]["Id"];
            key?: components["schemas"]["Key"] | null;
            map?: components["schemas"]["Values"] | null;
            /** @description Key of the object its rows are about. */
            object: string;
            reading?: components["schemas"]["How"] | null;
            /** @description The name of that system; one of the file's own unless told. */
            system?: string | null;
        };
        /** @description A merge. */
        NewMerge: {
            /**
             * @description Whose value a field gets, by its key: `this`, `other`, or `both` for lists. Without a choice a field keeps the
             *     value of this record unless it has none, and lists are united.
             */
            choose?: {
                [key: string]: components["schemas"]["Chosen"];
            };
            /** @description The record that becomes part of this one. */
            other: components["schemas"]["Id"];
        };
        /** @description A wish to merge many. */
        NewMergeAll: {
            /** @description Only say what would be merged. */
            dry_run?: boolean;
            /** @description Which record stays. */
            keep?: components["schemas"]["Kept"];
            /** @description Key of the object. */
            object: string;
            /**
             * Format: double
             * @description Those only with at least this score.
             */
            score?: number;
            /** @description The pairs with this verdict. */
            verdict?: components["schemas"]["Called"];
        };
        /** @description The files of another system, and the plan for them. */
        NewMigration: {
            /** @description The files, from `POST /files`, under the names that the plan expects. */
            files: components["schemas"]["Id"][];
            /**
             * @description The name of a plan that comes with Kontor, as `GET /import_plans` lists them, or a plan of one's own. The objects
             *     it brings are made before, by `POST /objects`.
             */
            plan: components["schemas"]["NameOrPlan"];
        };
        /** @description A wish for an object of one's own. */
        NewObject: {
            /** @description Keys of fields with their weights, `["x_serial", 3]`. */
            completeness?: components["schemas"]["Value"][][] | null;
            /** @description Its fields. */
            fields?: components["schemas"]["NewField"][] | null;
            /** @description The link that makes a tree of the records. */
            hierarchy?: string | null;
            /** @description The name of its icon. */
            icon?: string | null;
            /** @description Fields of which one must have a value. */
            identifying?: string[] | null;
            /** @description Begins with `x_`. */
            key: string;
            /** @description How a record is called: the first of these lists of fields that has a value. */
            label?: string[][] | null;
            /** @description What one record is called. */
            labels: components["schemas"]["Labels"];
            /** @description The link to what the records are parts of. */
            part_of?: string | null;
            /** @description A party: with overview, timeline and roles. */
            party?: boolean | null;
            plural?: components["schemas"]["Labels"] | null;
            timeline?: components["schemas"]["TimelineDef"] | null;
        };
        /** @description A wish for a sweep. */
        NewSweep: {
            /** @description Only what changed, as long as that is little. */
            if_needed?: boolean;
            /** @description Key of the object; all that are watched without one. */
            object?: string | null;
        };
        /** @description A wish for a workspace. */
        NewWorkspace: {
            /** @description The host name it answers to; `NAME.localhost` unless told, or below the public address of the server. */
            host?: string | null;
            /** @description Lower-case letters, digits and `_`. */
            name: string;
        };
        /** @description What of a file was not taken over, and why. */
        NotTakenOver: {
            /** @description Columns without a field. */
            columns: string[];
            /** @description What was wrong, by its code: how often. */
            reasons: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description Rows that were rejected.
             */
            rows: number;
        };
        /** @description A record that a notification is about. */
        NotedRecord: {
            /** @description The record. */
            id: components["schemas"]["Id"];
            /** @description What it is called. */
            label: string;
            /** @description Key of its object. */
            object: string;
        };
        /** @description A notification. */
        Notification: {
            /** @description When it happened. */
            at: components["schemas"]["Time"];
            /** @description Who did it, by name; null for Kontor itself, and where the caller may not see who it was. */
            by?: string | null;
            /**
             * Format: int64
             * @description How many records it concerns.
             */
            count: number;
            job?: components["schemas"]["Job"] | null;
            /** @description Whether it was read. */
            read: boolean;
            /** @description Why he is told. */
            reason: components["schemas"]["NotificationReason"];
            record?: components["schemas"]["NotedRecord"] | null;
        };
        /**
         * @description Why somebody is told.
         * @enum {string}
         */
        NotificationReason: "mentioned" | "assigned" | "resurfaced" | "merged" | "undone" | "job";
        /** @description The newest notifications. */
        Notifications: {
            /** @description They, the newest first. */
            data: components["schemas"]["Notification"][];
            /**
             * Format: int64
             * @description How many of them were not read.
             */
            unread: number;
        };
        /** @description What was read. */
        NotificationsRead: {
            /** @description Everything until this instant, the `at` of the newest one that was shown. */
            until: components["schemas"]["Time"];
        };
        /** @description The definition of an object. */
        Object: {
            /** @description Belongs to the administration of the workspace. */
            administration?: boolean | null;
            /** @description What a machine recorded is never changed. */
            append_only_for_machines?: boolean | null;
            /** @description What makes a record complete: keys of fields with their weights, `["emails", 3]`. */
            completeness?: components["schemas"]["Value"][][] | null;
            /** @description It is the customer's own. */
            custom?: boolean | null;
            /** @description Its fields, in the order of a form. */
            fields: components["schemas"]["Field"][];
            /** @description Keys it had before; they go on working. */
            former_keys?: string[] | null;
            /** @description The link that makes a tree of the records. */
            hierarchy?: string | null;
            /** @description The name of its icon. */
            icon?: string | null;
            /** @description What it was called when it was made, where that is another name. */
            id?: string | null;
            /** @description Fields of which one must have a value. */
            identifying?: string[] | null;
            /** @description Its key. */
            key: string;
            /** @description How a record is called: the first of these lists of fields that has a value. */
            label?: string[][] | null;
            /** @description What one record is called. */
            labels: components["schemas"]["Texts"];
            /** @description The link to what the records are parts of. */
            part_of?: string | null;
            /** @description A person, an organisation, a household. */
            party?: boolean | null;
            /** @description What several are called. */
            plural: components["schemas"]["Texts"];
            /** @description The customer has given it names of his own. */
            relabelled?: boolean | null;
            timeline?: components["schemas"]["TimelineDef"] | null;
        };
        /** @description The members of an object to change; of a standard one labels, plural and icon. */
        ObjectChange: {
            /** @description The name of its icon. */
            icon?: string | null;
            /** @description A new key. */
            key?: string | null;
            labels?: components["schemas"]["Labels"] | null;
            plural?: components["schemas"]["Labels"] | null;
        } & {
            [key: string]: components["schemas"]["Value"];
        };
        /** @description All objects that the caller may read. */
        ObjectList: {
            /** @description The definitions, in the order of modules. */
            data: components["schemas"]["Object"][];
            /** @description Always null: there is one page. */
            next?: string | null;
        };
        /** @description The definition as it is now; with `dry_run` what would be done. */
        ObjectOrPlan: components["schemas"]["Object"] | components["schemas"]["PlanPreview"];
        /** @description The 360° view of a record. */
        Overview: {
            /** @description Keys of the fields whose absence keeps it from being complete. */
            missing: string[];
            /** @description The record. */
            record: components["schemas"]["Record"];
            /** @description Lists of what points to it. */
            sections: components["schemas"]["Section"][];
            /** @description The newest of its timeline. */
            timeline: components["schemas"]["Timeline"];
            /**
             * @description Figures by their keys: `last_contact`, `interactions`, `open_tasks`, `overdue_tasks`, `open_follow_ups`,
             *     `open_opportunities`, `won_this_year`, `lost_this_year`; those only that the caller may know.
             */
            totals: {
                [key: string]: components["schemas"]["Total"];
            };
        };
        /** @description One of a pair. */
        PairRecord: {
            /** @description Its keys in other systems. */
            external_ids: components["schemas"]["ExternalId"][];
            /** @description The record. */
            id: components["schemas"]["Id"];
            /** @description What it is called. */
            label?: string | null;
            /** @description Key of its object. */
            object: string;
            /**
             * Format: int64
             * @description Its version, to merge it by.
             */
            version: number;
        };
        /** @description A code to set a password by. */
        PasswordLink: {
            /** @description The code; `/set-password?code=...` is the page for it. */
            code: string;
            /** @description The user's e-mail address. */
            email: string;
        };
        /**
         * @description What to do about a password: ask for a link (`email`), set it by one-time code (`code`, `password`), or change it
         *     (`current`, `password`).
         */
        PasswordWish: {
            /** @description The one-time code of a link. */
            code?: string | null;
            /** @description The present password. */
            current?: string | null;
            /** @description Ask for a link to this address. */
            email?: string | null;
            /** @description The new password. */
            password?: string | null;
        };
        /** @description The steps of a change of definitions. */
        Plan: {
            /** @description Values are lost. */
            loses_data: boolean;
            /** @description It looks at every record. */
            needs_data_pass: boolean;
            /** @description What is done, in order; `step` says what. */
            steps: components["schemas"]["PlanStep"][];
            /** @description The same in words. */
            texts: string[];
        };
        /** @description What a change of definitions would do. */
        PlanPreview: {
            /** @description The plan. */
            plan: components["schemas"]["Plan"];
            /** @description What somebody should know before. */
            warnings: components["schemas"]["PlanWarning"][];
        };
        /** @description A step of a plan. */
        PlanStep: {
            /** @description What is done: `add_column`, `convert_field`, `option_removed`, ... */
            step: string;
        } & {
            [key: string]: components["schemas"]["Value"];
        };
        /** @description What somebody should know before. */
        PlanWarning: {
            /** @description A stable code: `label_rule`, `role_condition`, `view_filter`. */
            code: string;
            /** @description For people. */
            detail: string;
            /** @description The record it is about: a role, a saved view. */
            id?: string | null;
            /** @description Key of the object it is about. */
            object: string;
        };
        /** @description A merge that would be done. */
        PlannedMerge: {
            /** @description The record that would become part of it. */
            other: components["schemas"]["Ref"];
            /**
             * Format: double
             * @description How probable it is that they are the same, 0 to 1.
             */
            score: number;
            /** @description The record that would stay. */
            survivor: components["schemas"]["Ref"];
        };
        /** @description Somebody who has a record open. */
        PresentUser: {
            /** @description Since when. */
            since: components["schemas"]["Time"];
            /** @description Who. */
            user: components["schemas"]["Ref"];
        };
        /** @description Who else has a record open. */
        PresentUsers: {
            /**
             * Format: int64
             * @description After so many seconds this is to be said again; whoever falls silent has left.
             */
            again: number;
            /** @description They, in the order they came; at most twenty. */
            data: components["schemas"]["PresentUser"][];
        };
        /** @description A failure (RFC 9457). Further members depend on the code. */
        Problem: {
            /** @description The stable code. */
            code: string;
            /** @description What happened, for people. */
            detail: string;
            /** @description The values that were not acceptable. */
            errors?: components["schemas"]["Issue"][] | null;
            /** @description `/requests/<Request-Id>`. */
            instance: string;
            /** @description With some codes: what exactly, as a stable word. */
            reason?: string | null;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description What the code means, for people. */
            title: string;
            /** @description `/problems/<code>`. */
            type: string;
        };
        /** @description A record: the envelope, then the values of its object's fields by their keys. `fields` of a request narrows it. */
        Record: {
            /**
             * Format: int64
             * @description How much of what should be known is known, 0 to 100.
             */
            completeness?: number | null;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at?: string | null;
            created_by?: components["schemas"]["Ref"] | null;
            /**
             * Format: date-time
             * @description When it went to the trash; in lists of the trash.
             */
            deleted_at?: string | null;
            /** @description Its keys in other systems. */
            external_ids?: components["schemas"]["ExternalId"][] | null;
            /** @description Its id; a client may choose it when it creates the record. */
            id: components["schemas"]["Id"];
            /** @description What it is called. */
            label?: string | null;
            /** @description Key of its object. */
            object: string;
            owner?: components["schemas"]["Ref"] | null;
            /** @description Its tags, by name. */
            tags?: string[] | null;
            team?: components["schemas"]["Ref"] | null;
            /**
             * Format: date-time
             * @description When it was changed last.
             */
            updated_at?: string | null;
            updated_by?: components["schemas"]["Ref"] | null;
            /**
             * Format: int64
             * @description Rises with every change.
             */
            version: number;
        } & {
            [key: string]: components["schemas"]["Value"];
        };
        /** @description A page of records. */
        RecordList: {
            /**
             * Format: int64
             * @description How many there are in all, when asked for.
             */
            count?: number | null;
            /** @description The records. */
            data: components["schemas"]["Record"][];
            /** @description The link of the next page, if there is one. */
            next?: string | null;
        };
        /** @description A link to a record. */
        Ref: {
            /** @description The record. */
            id: components["schemas"]["Id"];
            /** @description What it is called; null where the caller may not see it. */
            label?: string | null;
            /** @description Key of its object. */
            object: string;
            record?: components["schemas"]["Record"] | null;
        };
        /** @description Another map. */
        Remap: {
            key?: components["schemas"]["Key"] | null;
            map?: components["schemas"]["Values"] | null;
            /** @description The name of that system; one of the file's own unless told. */
            system?: string | null;
        };
        /** @description What is wrong with a row. */
        RowProblem: {
            /** @description Stable code. */
            code: string;
            /** @description The column, if it is one column's fault. */
            column?: string | null;
            /** @description For people, in the reader's language. */
            detail: string;
            /** @description The field: `person.emails`. */
            field?: string | null;
            params?: components["schemas"]["Values"] | null;
            /**
             * Format: int64
             * @description The number of the row.
             */
            row: number;
            /** @description The row was taken all the same, without this cell. */
            warning: boolean;
        };
        /** @description An import of the same content. */
        SameFile: {
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at?: string | null;
            /** @description The other import. */
            id: components["schemas"]["Id"];
            /** @description Where that stands. */
            state: components["schemas"]["ImportState"];
        };
        /** @description What a new key may be used for. */
        ScopeWish: {
            /** @description Only these objects. */
            objects?: string[] | null;
            /** @description Only reading. */
            read_only?: boolean | null;
        };
        /** @description A number, or a text that says it may be more. */
        SearchCount: number | string;
        /** @description What a search found. */
        SearchResults: {
            /** @description How many match, by object: a number up to 100, or a text like `100+`. */
            counts: {
                [key: string]: components["schemas"]["SearchCount"];
            };
            /** @description Hits, best first. */
            data: components["schemas"]["Hit"][];
            /** @description There may be more hits than were looked for. */
            incomplete: boolean;
        };
        /** @description A list in an overview. */
        Section: {
            /** @description The first records. */
            data: components["schemas"]["Record"][];
            /** @description The filter that lists all of it. */
            filter: string;
            /** @description Its name. */
            key: string;
            /** @description What it is called, in the reader's language. */
            label: string;
            /** @description There are more. */
            more: boolean;
            /** @description Key of the object it lists. */
            object: string;
        };
        /** @description A session. */
        Session: {
            /** @description The browser, in its own words. */
            agent: string;
            /** @description When it began. */
            created_at: components["schemas"]["Time"];
            /** @description It is the one that asks. */
            current: boolean;
            /** @description When it ends at the latest. */
            expires_at: components["schemas"]["Time"];
            /** @description Its id, to end it by. */
            id: components["schemas"]["Id"];
            /** @description The address it was begun from. */
            ip?: string | null;
            /** @description When it was last used, to the minute. */
            last_seen_at: components["schemas"]["Time"];
        };
        /** @description My sessions. */
        Sessions: {
            /** @description The last used first. */
            data: components["schemas"]["Session"][];
        };
        /** @description Settings of the workspace. */
        Settings: {
            /** @description Name of the company. */
            company: string;
            /** @description ISO 3166-1 alpha-2 code of the country of phone numbers and addresses that name none. */
            country: string;
            /** @description ISO 4217 code of the currency in which sums are shown. */
            currency: string;
            /** @description How duplicates of an object are told, where it is not as its definition suggests. */
            duplicates: {
                [key: string]: components["schemas"]["DuplicateRules"];
            };
            /** @description Language of texts when nobody asked for another: `de` or `en`. */
            language: string;
            /** @description What one unit of a currency is worth, by currency and day: `{"USD": {"2026-01-01": "0.92"}}`. */
            rates: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            /**
             * Format: int32
             * @description Days a record stays in the trash.
             */
            trash_days: number;
            /**
             * Format: int64
             * @description Most bytes of an upload.
             */
            upload_limit: number;
            /** @description IANA name of the time zone of days and months. */
            zone: string;
        };
        /** @description Settings to change; null sets one back to what it was at first. */
        SettingsChange: {
            /** @description Name of the company. */
            company?: string | null;
            /** @description ISO 3166-1 alpha-2 code. */
            country?: string | null;
            /** @description ISO 4217 code. */
            currency?: string | null;
            /** @description How duplicates of an object are told. */
            duplicates?: {
                [key: string]: components["schemas"]["DuplicateRules"];
            } | null;
            /** @description `de` or `en`. */
            language?: string | null;
            /** @description Rates by currency and day; null takes one away. */
            rates?: {
                [key: string]: {
                    [key: string]: string | null;
                };
            } | null;
            /**
             * Format: int32
             * @description Days a record stays in the trash.
             */
            trash_days?: number | null;
            /**
             * Format: int64
             * @description Most bytes of an upload.
             */
            upload_limit?: number | null;
            /** @description IANA name. */
            zone?: string | null;
        };
        /** @description The first administrator. */
        Setup: {
            /** @description The one-time code of the set-up link. */
            code: string;
            /** @description The administrator's e-mail address. */
            email: string;
            /** @description The administrator's name. */
            name?: string | null;
            /** @description A password of at least ten characters. */
            password: string;
            settings?: components["schemas"]["SettingsChange"] | null;
        };
        /** @description Whether set-up is open. */
        SetupState: {
            /** @description The first administrator is still to come. */
            open: boolean;
        };
        /** @description Who is signed in. */
        SignedIn: {
            /** @description When the session ends at the latest. */
            expires_at: components["schemas"]["Time"];
            /** @description The key of his role. */
            role: string;
            /** @description The user. */
            user: components["schemas"]["Ref"];
            /** @description The workspace. */
            workspace: string;
        };
        /** @description What somebody says of two records. */
        Statement: {
            /** @description They are not the same: nobody is told again that they might be. `false` takes that back. */
            dismissed: boolean;
            /** @description The other record. */
            other: components["schemas"]["Id"];
        };
        /** @description A sum in the workspace's currency. */
        Sum: {
            /** @description The sum; null when no amount has a rate. */
            amount?: string | null;
            /** @description The workspace's currency. */
            currency: string;
            /**
             * Format: int64
             * @description How many amounts are not in it, because their currency had no rate.
             */
            without_rate: number;
        };
        /** @description An expression as text, or its tree. */
        TextOrTree: string | {
            [key: string]: components["schemas"]["Value"];
        };
        /** @description A text in each language. */
        Texts: {
            /** @description In German. */
            de?: string | null;
            /** @description In English. */
            en?: string | null;
        };
        /**
         * Format: date-time
         * @description An instant: RFC 3339 in UTC with three fractional digits.
         * @example 2026-03-01T08:00:00.000Z
         */
        Time: string;
        /** @description A page of a timeline, the newest first. */
        Timeline: {
            /** @description The entries. */
            data: components["schemas"]["TimelineEntry"][];
            /** @description The link of the next page, if there is one. */
            next?: string | null;
            /** @description Whether more parties belong to the record than the hundred whose entries are merged. */
            truncated: boolean;
        };
        /** @description How records appear in the timelines of what they are linked to. */
        TimelineDef: {
            /** @description The field with the time. */
            at: string;
            /** @description The select that says the channel. */
            channel?: string | null;
            /** @description The select that says the kind of entry. */
            kind?: string | null;
            /** @description The links in whose targets' timelines they stand. */
            links: string[];
        };
        /** @description An entry of a timeline: a record, with its kind and its time whatever its object is. */
        TimelineEntry: {
            /** @description When it happened; the order of the timeline. */
            at: components["schemas"]["Time"];
            /** @description Its id. */
            id: components["schemas"]["Id"];
            /** @description The kind of an interaction, the key of the object of anything else; what `kind` of the request asks for. */
            kind: string;
            /** @description What it is called. */
            label?: string | null;
            /** @description Key of its object. */
            object: string;
            /**
             * Format: int64
             * @description Rises with every change.
             */
            version: number;
        } & {
            [key: string]: components["schemas"]["Value"];
        };
        /** @description API keys. */
        TokenList: {
            /** @description The keys, without their secrets. */
            data: components["schemas"]["ApiKey"][];
        };
        /** @description A wish for an API key. */
        TokenWish: {
            expires_at?: components["schemas"]["Time"] | null;
            /** @description What it is for. */
            name: string;
            scope?: components["schemas"]["ScopeWish"] | null;
            user?: components["schemas"]["Id"] | null;
        };
        /** @description A figure of an overview. Which members it has is told by what it means. */
        Total: {
            /**
             * Format: date-time
             * @description Of `last_contact`: when it was.
             */
            at?: string | null;
            /**
             * Format: int64
             * @description How many there are.
             */
            count?: number | null;
            /** @description The filter that lists what was counted. */
            filter?: string | null;
            /** @description What it is called, in the reader's language. */
            label: string;
            /** @description There are more than were counted, which is 10,000. */
            more?: boolean | null;
            /** @description Key of the object it is about. */
            object: string;
            record?: components["schemas"]["Ref"] | null;
            sum?: components["schemas"]["Sum"] | null;
        };
        /**
         * @description What to do with records in the trash.
         * @enum {string}
         */
        Trash: "only" | "with";
        /** @description What an undo did. */
        Undone: {
            /** @description Fields that were changed since and stayed. */
            kept: components["schemas"]["KeptField"][];
            /** @description They, 200 at most. */
            records: components["schemas"]["Record"][];
            /**
             * Format: int64
             * @description How many records, settings or definitions went back.
             */
            undone: number;
        };
        /** @description What became of an undo; with `dry_run` what would be done. */
        UndoneOrPlan: components["schemas"]["Undone"] | components["schemas"]["PlanPreview"];
        /** @description What a user may do with a record, and why. */
        UserAccess: {
            because?: components["schemas"]["Because"] | null;
            /** @description `read`, `update`, `delete`, `export`. */
            may: string[];
            /** @description The key of his role; for administrators and about oneself. */
            role?: string | null;
            /** @description The user. */
            user: components["schemas"]["Ref"];
        };
        Value: unknown;
        /** @description Values by the keys of fields, in their wire form. `GET /objects/{object}` tells which fields there are. */
        Values: {
            [key: string]: components["schemas"]["Value"];
        };
        /** @description A row of an import that waits for a decision. */
        WaitingRow: {
            /** @description The records it resembles now, the most probable first. */
            candidates: components["schemas"]["Duplicate"][];
            /**
             * Format: int64
             * @description Its number in the file.
             */
            row: number;
            /** @description What it says of its main record, by field. */
            values: components["schemas"]["Values"];
        };
        /** @description What becomes of one row. */
        WaitingRowDecided: {
            /** @description What becomes of it. */
            decision: components["schemas"]["WaitingRowDecision"];
            record?: components["schemas"]["Id"] | null;
            /**
             * Format: int64
             * @description Its number.
             */
            row: number;
        };
        /**
         * @description What becomes of a row that waits.
         * @enum {string}
         */
        WaitingRowDecision: "create" | "update" | "skip";
        /** @description What becomes of rows that wait. */
        WaitingRowDecisions: {
            rest?: components["schemas"]["WaitingRowDecision"] | null;
            /** @description Single rows. */
            rows?: components["schemas"]["WaitingRowDecided"][];
        };
        /** @description A page of rows that wait for a decision. */
        WaitingRowList: {
            /** @description In the order of the file. */
            data: components["schemas"]["WaitingRow"][];
            /** @description Where the next page is. */
            next?: string | null;
        };
        /** @description Words: one text in which commas separate them, or an array. */
        Words: string | string[];
        /** @description A workspace. */
        Workspace: {
            /** @description When it was created. */
            created_at: components["schemas"]["Time"];
            /** @description The host name it answers to. */
            host?: string | null;
            /** @description Its name. */
            name: string;
            /** @description Its first administrator exists. */
            set_up: boolean;
            /** @description `creating`, `active` or `deleting`. */
            state: string;
        };
        /** @description The workspaces of a server. */
        WorkspaceList: {
            /** @description They. */
            data: components["schemas"]["Workspace"][];
        };
    };
    responses: {
        /** @description Failures with status 400. */
        Problem400: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Request-Id": components["headers"]["Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Failures with status 401. */
        Problem401: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Request-Id": components["headers"]["Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Failures with status 403. */
        Problem403: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Request-Id": components["headers"]["Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Failures with status 404. */
        Problem404: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Request-Id": components["headers"]["Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Failures with status 405. */
        Problem405: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Request-Id": components["headers"]["Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Failures with status 409. */
        Problem409: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Request-Id": components["headers"]["Request-Id"];
                /** @description Seconds after which a new try makes sense. */
                "Retry-After"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Failures with status 412. */
        Problem412: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Request-Id": components["headers"]["Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Failures with status 413. */
        Problem413: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Request-Id": components["headers"]["Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Failures with status 414. */
        Problem414: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Request-Id": components["headers"]["Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Failures with status 415. */
        Problem415: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Request-Id": components["headers"]["Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Failures with status 422. */
        Problem422: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Request-Id": components["headers"]["Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Failures with status 428. */
        Problem428: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Request-Id": components["headers"]["Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Failures with status 429. */
        Problem429: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Request-Id": components["headers"]["Request-Id"];
                /** @description Seconds after which a new try makes sense. */
                "Retry-After"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Failures with status 431. */
        Problem431: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Request-Id": components["headers"]["Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Failures with status 500. */
        Problem500: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Request-Id": components["headers"]["Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Failures with status 503. */
        Problem503: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Request-Id": components["headers"]["Request-Id"];
                /** @description Seconds after which a new try makes sense. */
                "Retry-After"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Failures with status 507. */
        Problem507: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Request-Id": components["headers"]["Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description Whether it may be shown, and the name of the file. */
        "Content-Disposition": string;
        /** @description Where the record is into which the other was merged. */
        "Content-Location": string;
        /** @description The version, in quotes. */
        ETag: string;
        /** @description `true`: the answer was given before, to the same request with the same key. */
        "Idempotent-Replayed": string;
        /** @description The change set of the write. */
        "Kontor-Change-Set": string;
        /** @description Where what was made, or the job, can be read. */
        Location: string;
        /** @description How many requests an API key may still send, and for how long: `"key";r=5999;t=60`. */
        RateLimit: string;
        /** @description How many requests an API key may send in how many seconds. */
        "RateLimit-Policy": string;
        /** @description Names the request. */
        "Request-Id": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    apply_batch: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "commands": [
                 *         {
                 *           "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                 *           "object": "person",
                 *           "op": "update",
                 *           "values": {
                 *             "language": "de"
                 *           },
                 *           "version": 2
                 *         },
                 *         {
                 *           "object": "note",
                 *           "op": "create",
                 *           "values": {
                 *             "body": "<p>Prefers e-mail.</p>",
                 *             "links": [
                 *               {
                 *                 "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                 *                 "object": "person"
                 *               }
                 *             ]
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["Batch"];
            };
        };
        responses: {
            /** @description What became of each command. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "record": {
                     *             "addresses": [],
                     *             "birth_date": null,
                     *             "completeness": 76,
                     *             "created_at": "2026-11-22T03:51:53.188Z",
                     *             "created_by": {
                     *               "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *               "label": "Ann Meier",
                     *               "object": "user"
                     *             },
                     *             "emails": [
                     *               {
                     *                 "label": null,
                     *                 "primary": true,
                     *                 "value": "eva.berg@adler.example",
                     *                 "verified_at": null
                     *               }
                     *             ],
                     *             "external_ids": [],
                     *             "family_name": "Berg",
                     *             "given_name": "Eva",
                     *             "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *             "label": "Dr. Eva Berg",
                     *             "language": "de",
                     *             "object": "person",
                     *             "organization": {
                     *               "id": "01a20161-bff5-7b91-8158-a94989e07a89",
                     *               "label": "Adler Maschinenbau",
                     *               "object": "organization"
                     *             },
                     *             "owner": {
                     *               "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *               "label": "Ann Meier",
                     *               "object": "user"
                     *             },
                     *             "phones": [
                     *               {
                     *                 "label": null,
                     *                 "primary": true,
                     *                 "value": "040 1234567",
                     *                 "verified_at": null
                     *               }
                     *             ],
                     *             "salutation": null,
                     *             "social": [],
                     *             "tags": [],
                     *             "team": null,
                     *             "title": "Dr.",
                     *             "updated_at": "2026-11-22T03:51:54.348Z",
                     *             "updated_by": {
                     *               "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *               "label": "Ann Meier",
                     *               "object": "user"
                     *             },
                     *             "version": 3,
                     *             "websites": []
                     *           },
                     *           "status": 200
                     *         },
                     *         {
                     *           "record": {
                     *             "body": "<p>Prefers e-mail.</p>",
                     *             "completeness": 100,
                     *             "created_at": "2026-11-22T03:51:54.348Z",
                     *             "created_by": {
                     *               "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *               "label": "Ann Meier",
                     *               "object": "user"
                     *             },
                     *             "external_ids": [],
                     *             "id": "01a20161-c4f7-7369-8bb7-80632b4ab849",
                     *             "label": "Prefers e-mail.",
                     *             "links": [
                     *               {
                     *                 "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *                 "label": "Dr. Eva Berg",
                     *                 "object": "person"
                     *               }
                     *             ],
                     *             "object": "note",
                     *             "owner": {
                     *               "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *               "label": "Ann Meier",
                     *               "object": "user"
                     *             },
                     *             "tags": [],
                     *             "team": null,
                     *             "updated_at": "2026-11-22T03:51:54.348Z",
                     *             "updated_by": {
                     *               "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *               "label": "Ann Meier",
                     *               "object": "user"
                     *             },
                     *             "version": 1
                     *           },
                     *           "status": 201
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["BatchResults"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `id_taken`, `not_unique`, `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `version_conflict` */
            412: components["responses"]["Problem412"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `version_required` */
            428: components["responses"]["Problem428"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    read_changes: {
        parameters: {
            query?: {
                /** @description The `next` of an earlier answer; from the beginning of what is kept without it. */
                after?: string;
                /** @description How many changes at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Changes, and where to go on. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "at": "2026-11-22T03:51:43.430Z",
                     *           "id": "01a20161-9a47-7d1d-b161-7b1833b04a39",
                     *           "kind": "create",
                     *           "object": "role",
                     *           "seq": "1",
                     *           "version": 1
                     *         },
                     *         {
                     *           "at": "2026-11-22T03:51:43.430Z",
                     *           "id": "01a20161-9a47-720f-b40d-308872b0ebb8",
                     *           "kind": "create",
                     *           "object": "role",
                     *           "seq": "2",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next": "2"
                     *     }
                     */
                    "application/json": components["schemas"]["Changes"];
                };
            };
            /** @description `bad_cursor`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    start_demo: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "seed": 7
                 *     }
                 */
                "application/json": components["schemas"]["NewDemo"];
            };
        };
        responses: {
            /** @description The job. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": "01a20161-c56e-7548-af88-3c9c08b7ddfc"
                     *     }
                     */
                    "application/json": components["schemas"]["JobStarted"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    list_duplicates: {
        parameters: {
            query: {
                /** @description Key of the object. */
                object: string;
                /** @description Only those with this verdict. */
                verdict?: "same" | "perhaps";
                /** @description Those that somebody said are not the same, instead of the others. */
                dismissed?: boolean;
                /** @description How many on a page. */
                limit?: number;
                /** @description Where to go on, as the `next` of a page says. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of pairs. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "object": "person",
                     *           "reasons": [
                     *             {
                     *               "field": "given_name",
                     *               "level": "equal",
                     *               "text": "Given name: equal"
                     *             },
                     *             {
                     *               "field": "family_name",
                     *               "level": "equal",
                     *               "text": "Family name: equal"
                     *             },
                     *             {
                     *               "field": "emails",
                     *               "level": "equal",
                     *               "text": "E-mail addresses: equal"
                     *             },
                     *             {
                     *               "field": "phones",
                     *               "level": "equal",
                     *               "text": "Phone numbers: equal"
                     *             }
                     *           ],
                     *           "records": [
                     *             {
                     *               "external_ids": [],
                     *               "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *               "label": "Dr. Eva Berg",
                     *               "object": "person",
                     *               "version": 4
                     *             },
                     *             {
                     *               "external_ids": [],
                     *               "id": "01a20161-c53a-78fb-a28d-bd1f7fc510ae",
                     *               "label": "Eva Berg",
                     *               "object": "person",
                     *               "version": 1
                     *             }
                     *           ],
                     *           "score": 1,
                     *           "verdict": "same"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["DuplicatePairList"];
                };
            };
            /** @description `bad_cursor`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    merge_duplicates: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "dry_run": true,
                 *       "keep": "complete",
                 *       "object": "person",
                 *       "verdict": "same"
                 *     }
                 */
                "application/json": components["schemas"]["NewMergeAll"];
            };
        };
        responses: {
            /** @description What would be merged. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "other": {
                     *             "id": "01a20161-c53a-78fb-a28d-bd1f7fc510ae",
                     *             "label": "Eva Berg",
                     *             "object": "person"
                     *           },
                     *           "score": 1,
                     *           "survivor": {
                     *             "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *             "label": "Dr. Eva Berg",
                     *             "object": "person"
                     *           }
                     *         },
                     *         {
                     *           "other": {
                     *             "id": "01a20161-c542-7806-b8e0-aaff2d447448",
                     *             "label": "Ewa Berg",
                     *             "object": "person"
                     *           },
                     *           "score": 1,
                     *           "survivor": {
                     *             "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *             "label": "Dr. Eva Berg",
                     *             "object": "person"
                     *           }
                     *         }
                     *       ],
                     *       "merges": 2
                     *     }
                     */
                    "application/json": components["schemas"]["MergePreview"];
                };
            };
            /** @description The job. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": "01a20161-c58e-7406-8389-e91b51b5f597"
                     *     }
                     */
                    "application/json": components["schemas"]["JobStarted"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    sweep_duplicates: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "object": "person"
                 *     }
                 */
                "application/json": components["schemas"]["NewSweep"];
            };
        };
        responses: {
            /** @description The job. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": "01a20161-c56e-7548-af88-3c9c08b7ddfa"
                     *     }
                     */
                    "application/json": components["schemas"]["JobStarted"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    listen: {
        parameters: {
            query?: never;
            header?: {
                /** @description The last event that was heard. */
                "Last-Event-ID"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream of such events. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": "{\"at\":\"2026-11-22T03:51:43.430Z\",\"id\":\"01a20161-9a47-7d1d-b161-7b1833b04a39\",\"kind\":\"create\",\"object\":\"role\",\"seq\":\"1\",\"version\":1}",
                     *       "event": "change",
                     *       "id": "1"
                     *     }
                     */
                    "text/event-stream": components["schemas"]["LiveEvent"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    create_export: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "fields": [
                 *         "family_name",
                 *         "emails"
                 *       ],
                 *       "filter": "family_name == \"Berg\"",
                 *       "format": "csv",
                 *       "object": "person",
                 *       "sort": "family_name"
                 *     }
                 */
                "application/json": components["schemas"]["NewExport"];
            };
        };
        responses: {
            /** @description The export, with its job. */
            201: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-22T03:51:57.922Z",
                     *       "error": null,
                     *       "fields": "family_name,emails",
                     *       "file": null,
                     *       "filter": "family_name == \"Berg\"",
                     *       "finished_at": null,
                     *       "format": "csv",
                     *       "id": "01a20161-d2eb-7988-a75a-ebcc73f855f4",
                     *       "job": "01a20161-d2eb-7b97-801d-5d41c8485032",
                     *       "object": "person",
                     *       "progress": {
                     *         "done": 0,
                     *         "total": null
                     *       },
                     *       "rows": 0,
                     *       "size": 0,
                     *       "sort": "family_name",
                     *       "state": "running"
                     *     }
                     */
                    "application/json": components["schemas"]["Export"];
                };
            };
            /** @description `bad_filter`, `bad_sort`, `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    read_export: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The export. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The export. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-22T03:51:57.922Z",
                     *       "error": null,
                     *       "fields": "family_name,emails",
                     *       "file": "/api/v1/exports/01a20161-d2eb-7988-a75a-ebcc73f855f4/file",
                     *       "filter": "family_name == \"Berg\"",
                     *       "finished_at": "2026-11-22T03:51:57.990Z",
                     *       "format": "csv",
                     *       "id": "01a20161-d2eb-7988-a75a-ebcc73f855f4",
                     *       "job": "01a20161-d2eb-7b97-801d-5d41c8485032",
                     *       "object": "person",
                     *       "progress": {
                     *         "done": 2,
                     *         "total": 2
                     *       },
                     *       "rows": 2,
                     *       "size": 164,
                     *       "sort": "family_name",
                     *       "state": "done"
                     *     }
                     */
                    "application/json": components["schemas"]["Export"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    read_export_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The export. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id,version,family_name,emails
                     *     01a20161-c069-74a4-8c69-c67d6c048306,4,Berg,eva.berg@adler.example
                     *     01a20161-c542-7806-b8e0-aaff2d447448,3,Berg,eva.berg@adler.example
                     */
                    "*/*": components["schemas"]["Binary"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `conflict` */
            409: components["responses"]["Problem409"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    convert_expression: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "object": "opportunity",
                 *       "text": "stage == \"won\" && amount > 10000"
                 *     }
                 */
                "application/json": components["schemas"]["Expression"];
            };
        };
        responses: {
            /** @description Both forms, and what is wrong with it: `errors` is empty for a good one. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "errors": [],
                     *       "object": "opportunity",
                     *       "text": "stage == \"won\" && amount > 10000",
                     *       "tree": {
                     *         "args": [
                     *           {
                     *             "args": [
                     *               {
                     *                 "field": "stage"
                     *               },
                     *               {
                     *                 "value": "won"
                     *               }
                     *             ],
                     *             "op": "=="
                     *           },
                     *           {
                     *             "args": [
                     *               {
                     *                 "field": "amount"
                     *               },
                     *               {
                     *                 "value": 10000
                     *               }
                     *             ],
                     *             "op": ">"
                     *           }
                     *         ],
                     *         "op": "and"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Checked"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    upload_file: {
        parameters: {
            query?: never;
            header?: {
                /** @description The name: `attachment; filename="a.pdf"`. */
                "Content-Disposition"?: string | null;
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description The content. */
        requestBody: {
            content: {
                /** @example Offer for 20 seats */
                "*/*": components["schemas"]["Binary"];
            };
        };
        responses: {
            /** @description The file. */
            201: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01a20161-c5ba-7715-9dac-9c3b7a4a4d0c",
                     *       "name": "offer.txt",
                     *       "sha256": "ab072bd2adbf340c0e3225a1b1429f420aa2747544639fb4bea37194b05707ca",
                     *       "size": 19,
                     *       "type": "text/plain"
                     *     }
                     */
                    "application/json": components["schemas"]["File"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    read_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The file. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The content. */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example Offer for 20 seats */
                    "*/*": components["schemas"]["Binary"];
                };
            };
            /** @description The part that was asked for. */
            206: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example Offer */
                    "*/*": components["schemas"]["Binary"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    list_import_plans: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `{"data": [...]}`, each with its steps and their maps. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "name": "outlook",
                     *           "objects": [],
                     *           "only_by_name": false,
                     *           "steps": [
                     *             {
                     *               "files": [
                     *                 "contacts*",
                     *                 "kontakte*",
                     *                 "outlook*"
                     *               ],
                     *               "map": {
                     *                 "columns": {
                     *                   "Anrede": {
                     *                     "field": "person.prefix"
                     *                   },
                     *                   "Autotelefon": {
                     *                     "field": "person.phones",
                     *                     "label": "car"
                     *                   },
                     *                   "Bundesland/Kanton privat": {
                     *                     "field": "person.addresses.region",
                     *                     "kind": "home"
                     *                   }
                     *                 },
                     *                 "key": [],
                     *                 "on_duplicate": "create",
                     *                 "rest": "ignore",
                     *                 "set": {},
                     *                 "skip": {},
                     *                 "system": "outlook"
                     *               },
                     *               "object": "person",
                     *               "requires": [
                     *                 "Anrede",
                     *                 "Vorname",
                     *                 "Nachname",
                     *                 "Firma",
                     *                 "Straße geschäftlich",
                     *                 "Telefon geschäftlich",
                     *                 "E-Mail-Adresse"
                     *               ]
                     *             }
                     *           ],
                     *           "system": "outlook",
                     *           "title": {
                     *             "de": "Outlook (Export der Kontakte)",
                     *             "en": "Outlook (German export of contacts)"
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["ImportPlanList"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    list_imports: {
        parameters: {
            query?: {
                /** @description How many on a page. */
                limit?: number;
                /** @description Where to go on, as the `next` of a page says. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "created": 11,
                     *           "created_at": "2026-11-22T03:51:58.185Z",
                     *           "dry_run": false,
                     *           "error": null,
                     *           "failed": 1,
                     *           "finished_at": "2026-11-22T03:51:58.212Z",
                     *           "id": "01a20161-d3e9-7e86-a35d-8147e56ade80",
                     *           "migration": null,
                     *           "name": "firms.csv",
                     *           "object": "organization",
                     *           "rows": 12,
                     *           "skipped": 0,
                     *           "started_at": "2026-11-22T03:51:58.197Z",
                     *           "state": "done",
                     *           "updated": 0
                     *         }
                     *       ],
                     *       "next": "/api/v1/imports?limit=1&cursor=01a20161-d3e9-7e86-a35d-8147e56ade80"
                     *     }
                     */
                    "application/json": components["schemas"]["ImportList"];
                };
            };
            /** @description `bad_cursor`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    create_import: {
        parameters: {
            query?: {
                /** @description Key of the object its rows are about; with a CSV body. */
                object?: string;
                /** @description The column with the key of each record in the other system: by it a second run updates. */
                key?: string;
                /** @description The name of that system; one of the file's own unless told. */
                system?: string;
                /** @description The map as JSON: column to `object.field`. What it does not name is found by key or label of the field. */
                map?: string;
                /** @description The sheet of a workbook; the first that has rows unless told. */
                sheet?: string;
                /** @description What stands between cells, where it is not found out rightly: one character or several. */
                delimiter?: string;
                /** @description How the text is written, where it is not found out rightly: `windows-1252`. */
                encoding?: string;
                /** @description Whether the first row names the columns. */
                header?: boolean;
                /** @description The file inside a zip that has the rows. */
                member?: string;
            };
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description The file. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "file": "01a20161-d281-759f-b974-86d547b3a355",
                 *       "key": "Nr",
                 *       "map": {
                 *         "Name": "organization.name"
                 *       },
                 *       "object": "organization"
                 *     }
                 */
                "application/json": components["schemas"]["NewImport"];
                /** @example the bytes of the file */
                "application/octet-stream": components["schemas"]["Binary"];
                /** @example the bytes of the file */
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": components["schemas"]["Binary"];
                /** @example {"name": "Bär KG"} */
                "application/x-ndjson": components["schemas"]["Binary"];
                /** @example the bytes of the file */
                "application/zip": components["schemas"]["Binary"];
                /**
                 * @example Nr,Name,E-Mail,Favourite colour
                 *     1,Bär KG,info@baer.example,green
                 *     2,Tal AG,nonsense,blue
                 */
                "text/csv": components["schemas"]["Binary"];
                /**
                 * @example BEGIN:VCARD
                 *     VERSION:4.0
                 *     FN:Eva Berg
                 *     END:VCARD
                 */
                "text/vcard": components["schemas"]["Binary"];
            };
        };
        responses: {
            /** @description The import, with its columns and what they fill. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "columns": [
                     *         {
                     *           "files": false,
                     *           "key": true,
                     *           "name": "Nr",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "integer",
                     *             "longest": 1,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "1",
                     *             "2"
                     *           ],
                     *           "target": null
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "Name",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 6,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "Bär KG",
                     *             "Tal AG"
                     *           ],
                     *           "target": "organization.name"
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "E-Mail",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 17,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "info@baer.example",
                     *             "nonsense"
                     *           ],
                     *           "target": "organization.emails"
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "Favourite colour",
                     *           "new_field": {
                     *             "key": "x_favourite_colour",
                     *             "labels": {
                     *               "de": "Favourite colour",
                     *               "en": "Favourite colour"
                     *             },
                     *             "searched": true,
                     *             "type": "text"
                     *           },
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 5,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "green",
                     *             "blue"
                     *           ],
                     *           "target": null
                     *         }
                     *       ],
                     *       "created_at": "2026-11-22T03:51:56.104Z",
                     *       "delimiter": ",",
                     *       "encoding": "UTF-8",
                     *       "error": null,
                     *       "finished_at": null,
                     *       "format": "csv",
                     *       "id": "01a20161-cbc8-7008-8bcb-c94d0ff59c69",
                     *       "job": null,
                     *       "key": "Nr",
                     *       "layout": null,
                     *       "map": {
                     *         "columns": {},
                     *         "key": [
                     *           "Nr"
                     *         ],
                     *         "rest": "ignore",
                     *         "set": {},
                     *         "skip": {},
                     *         "system": null
                     *       },
                     *       "name": "customers.csv",
                     *       "object": "organization",
                     *       "objects": [
                     *         "organization"
                     *       ],
                     *       "on_duplicate": "create",
                     *       "progress": {
                     *         "done": 0,
                     *         "rate": null,
                     *         "total": 2
                     *       },
                     *       "report": {
                     *         "created": 0,
                     *         "dry_run": false,
                     *         "errors": [],
                     *         "failed": 0,
                     *         "ignored_columns": [
                     *           "Favourite colour"
                     *         ],
                     *         "records": {},
                     *         "rows": 0,
                     *         "skipped": 0,
                     *         "updated": 0,
                     *         "waiting": 0,
                     *         "warnings": 0
                     *       },
                     *       "same_file_as": null,
                     *       "sha256": "566b7da8a862f0b4a5679ef5a5ed715014dbb5f5bae3d964781da1b589039826",
                     *       "sheet": null,
                     *       "sheets": [],
                     *       "started_at": null,
                     *       "state": "ready",
                     *       "system": "import-1d7c3a90e4",
                     *       "undo": null,
                     *       "version": 1,
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    read_import: {
        parameters: {
            query?: {
                /** @description How many problems of rows the report has. */
                errors?: number;
            };
            header?: never;
            path: {
                /** @description The import. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "columns": [
                     *         {
                     *           "files": false,
                     *           "key": true,
                     *           "name": "Nr",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "integer",
                     *             "longest": 1,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "1",
                     *             "2"
                     *           ],
                     *           "target": null
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "Name",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 6,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "Bär KG",
                     *             "Tal AG"
                     *           ],
                     *           "target": "organization.name"
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "E-Mail",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 17,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "info@baer.example",
                     *             "nonsense"
                     *           ],
                     *           "target": "organization.emails"
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "Favourite colour",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 5,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "green",
                     *             "blue"
                     *           ],
                     *           "target": "organization.x_favourite_colour"
                     *         }
                     *       ],
                     *       "created_at": "2026-11-22T03:51:56.104Z",
                     *       "delimiter": ",",
                     *       "encoding": "UTF-8",
                     *       "error": null,
                     *       "finished_at": "2026-11-22T03:51:57.273Z",
                     *       "format": "csv",
                     *       "id": "01a20161-cbc8-7008-8bcb-c94d0ff59c69",
                     *       "job": "01a20161-ccf1-74a8-9796-b1e2e66370e1",
                     *       "key": "Nr",
                     *       "layout": null,
                     *       "map": {
                     *         "columns": {
                     *           "E-Mail": {
                     *             "field": "organization.emails"
                     *           },
                     *           "Name": {
                     *             "field": "organization.name"
                     *           }
                     *         },
                     *         "key": [
                     *           "Nr"
                     *         ],
                     *         "rest": "ignore",
                     *         "set": {},
                     *         "skip": {},
                     *         "system": null
                     *       },
                     *       "name": "customers.csv",
                     *       "object": "organization",
                     *       "objects": [
                     *         "organization"
                     *       ],
                     *       "on_duplicate": "create",
                     *       "progress": {
                     *         "done": 2,
                     *         "rate": 2,
                     *         "total": 2
                     *       },
                     *       "report": {
                     *         "created": 1,
                     *         "dry_run": false,
                     *         "errors": [
                     *           {
                     *             "code": "wrong_format",
                     *             "column": "E-Mail",
                     *             "detail": "This is not an e-mail address.",
                     *             "field": "organization.emails",
                     *             "row": 3,
                     *             "warning": false
                     *           }
                     *         ],
                     *         "failed": 1,
                     *         "ignored_columns": [],
                     *         "records": {
                     *           "organization": {
                     *             "created": 1,
                     *             "updated": 0
                     *           }
                     *         },
                     *         "rows": 2,
                     *         "skipped": 0,
                     *         "updated": 0,
                     *         "waiting": 0,
                     *         "warnings": 0
                     *       },
                     *       "same_file_as": null,
                     *       "sha256": "566b7da8a862f0b4a5679ef5a5ed715014dbb5f5bae3d964781da1b589039826",
                     *       "sheet": null,
                     *       "sheets": [],
                     *       "started_at": "2026-11-22T03:51:56.394Z",
                     *       "state": "done",
                     *       "system": "import-1d7c3a90e4",
                     *       "undo": null,
                     *       "version": 1,
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    change_import: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is changed, as `ETag` gave it, or `*`. Sessions must send it. */
                "If-Match"?: string;
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The import. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "Nr",
                 *       "map": {
                 *         "E-Mail": "organization.emails",
                 *         "Name": "organization.name"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Remap"];
            };
        };
        responses: {
            /** @description The import. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "columns": [
                     *         {
                     *           "files": false,
                     *           "key": true,
                     *           "name": "Nr",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "integer",
                     *             "longest": 1,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "1",
                     *             "2"
                     *           ],
                     *           "target": null
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "Name",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 6,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "Bär KG",
                     *             "Tal AG"
                     *           ],
                     *           "target": "organization.name"
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "E-Mail",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 17,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "info@baer.example",
                     *             "nonsense"
                     *           ],
                     *           "target": "organization.emails"
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "Favourite colour",
                     *           "new_field": {
                     *             "key": "x_favourite_colour",
                     *             "labels": {
                     *               "de": "Favourite colour",
                     *               "en": "Favourite colour"
                     *             },
                     *             "searched": true,
                     *             "type": "text"
                     *           },
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 5,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "green",
                     *             "blue"
                     *           ],
                     *           "target": null
                     *         }
                     *       ],
                     *       "created_at": "2026-11-22T03:51:56.104Z",
                     *       "delimiter": ",",
                     *       "encoding": "UTF-8",
                     *       "error": null,
                     *       "finished_at": null,
                     *       "format": "csv",
                     *       "id": "01a20161-cbc8-7008-8bcb-c94d0ff59c69",
                     *       "job": null,
                     *       "key": "Nr",
                     *       "layout": null,
                     *       "map": {
                     *         "columns": {
                     *           "E-Mail": {
                     *             "field": "organization.emails"
                     *           },
                     *           "Name": {
                     *             "field": "organization.name"
                     *           }
                     *         },
                     *         "key": [
                     *           "Nr"
                     *         ],
                     *         "rest": "ignore",
                     *         "set": {},
                     *         "skip": {},
                     *         "system": null
                     *       },
                     *       "name": "customers.csv",
                     *       "object": "organization",
                     *       "objects": [
                     *         "organization"
                     *       ],
                     *       "on_duplicate": "create",
                     *       "progress": {
                     *         "done": 0,
                     *         "rate": null,
                     *         "total": 2
                     *       },
                     *       "report": {
                     *         "created": 0,
                     *         "dry_run": false,
                     *         "errors": [],
                     *         "failed": 0,
                     *         "ignored_columns": [
                     *           "Favourite colour"
                     *         ],
                     *         "records": {},
                     *         "rows": 0,
                     *         "skipped": 0,
                     *         "updated": 0,
                     *         "waiting": 0,
                     *         "warnings": 0
                     *       },
                     *       "sha256": "566b7da8a862f0b4a5679ef5a5ed715014dbb5f5bae3d964781da1b589039826",
                     *       "sheet": null,
                     *       "sheets": [],
                     *       "started_at": null,
                     *       "state": "ready",
                     *       "system": "import-1d7c3a90e4",
                     *       "undo": null,
                     *       "version": 1,
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `version_conflict` */
            412: components["responses"]["Problem412"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `version_required` */
            428: components["responses"]["Problem428"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    read_import_errors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The import. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rejected rows. */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example row,column,reason,Nr,Name,E-Mail,Favourite colour
                     *     3,E-Mail,This is not an e-mail address.,2,Tal AG,nonsense,blue
                     */
                    "text/csv": string;
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    create_import_fields: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The import. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "columns": [
                 *         "Favourite colour"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewFields"];
            };
        };
        responses: {
            /** @description The import, with what its columns fill now. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "columns": [
                     *         {
                     *           "files": false,
                     *           "key": true,
                     *           "name": "Nr",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "integer",
                     *             "longest": 1,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "1",
                     *             "2"
                     *           ],
                     *           "target": null
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "Name",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 6,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "Bär KG",
                     *             "Tal AG"
                     *           ],
                     *           "target": "organization.name"
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "E-Mail",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 17,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "info@baer.example",
                     *             "nonsense"
                     *           ],
                     *           "target": "organization.emails"
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "Favourite colour",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 5,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "green",
                     *             "blue"
                     *           ],
                     *           "target": "organization.x_favourite_colour"
                     *         }
                     *       ],
                     *       "created_at": "2026-11-22T03:51:56.104Z",
                     *       "delimiter": ",",
                     *       "encoding": "UTF-8",
                     *       "error": null,
                     *       "finished_at": null,
                     *       "format": "csv",
                     *       "id": "01a20161-cbc8-7008-8bcb-c94d0ff59c69",
                     *       "job": null,
                     *       "key": "Nr",
                     *       "layout": null,
                     *       "map": {
                     *         "columns": {
                     *           "E-Mail": {
                     *             "field": "organization.emails"
                     *           },
                     *           "Name": {
                     *             "field": "organization.name"
                     *           }
                     *         },
                     *         "key": [
                     *           "Nr"
                     *         ],
                     *         "rest": "ignore",
                     *         "set": {},
                     *         "skip": {},
                     *         "system": null
                     *       },
                     *       "name": "customers.csv",
                     *       "object": "organization",
                     *       "objects": [
                     *         "organization"
                     *       ],
                     *       "on_duplicate": "create",
                     *       "progress": {
                     *         "done": 0,
                     *         "rate": null,
                     *         "total": 2
                     *       },
                     *       "report": {
                     *         "created": 0,
                     *         "dry_run": false,
                     *         "errors": [],
                     *         "failed": 0,
                     *         "ignored_columns": [],
                     *         "records": {},
                     *         "rows": 0,
                     *         "skipped": 0,
                     *         "updated": 0,
                     *         "waiting": 0,
                     *         "warnings": 0
                     *       },
                     *       "same_file_as": null,
                     *       "sha256": "566b7da8a862f0b4a5679ef5a5ed715014dbb5f5bae3d964781da1b589039826",
                     *       "sheet": null,
                     *       "sheets": [],
                     *       "started_at": null,
                     *       "state": "ready",
                     *       "system": "import-1d7c3a90e4",
                     *       "undo": null,
                     *       "version": 1,
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    run_import: {
        parameters: {
            query?: {
                /** @description Only tell what would happen. */
                dry_run?: boolean;
                /** @description The same file was imported before, its rows have no key, and they are to be there twice. */
                again?: boolean;
            };
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The import. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import, with its job. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "columns": [
                     *         {
                     *           "files": false,
                     *           "key": true,
                     *           "name": "Nr",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "integer",
                     *             "longest": 1,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "1",
                     *             "2"
                     *           ],
                     *           "target": null
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "Name",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 6,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "Bär KG",
                     *             "Tal AG"
                     *           ],
                     *           "target": "organization.name"
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "E-Mail",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 17,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "info@baer.example",
                     *             "nonsense"
                     *           ],
                     *           "target": "organization.emails"
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "Favourite colour",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 5,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "green",
                     *             "blue"
                     *           ],
                     *           "target": "organization.x_favourite_colour"
                     *         }
                     *       ],
                     *       "created_at": "2026-11-22T03:51:56.104Z",
                     *       "delimiter": ",",
                     *       "encoding": "UTF-8",
                     *       "error": null,
                     *       "finished_at": null,
                     *       "format": "csv",
                     *       "id": "01a20161-cbc8-7008-8bcb-c94d0ff59c69",
                     *       "job": "01a20161-ccf1-74a8-9796-b1e2e66370e1",
                     *       "key": "Nr",
                     *       "layout": null,
                     *       "map": {
                     *         "columns": {
                     *           "E-Mail": {
                     *             "field": "organization.emails"
                     *           },
                     *           "Name": {
                     *             "field": "organization.name"
                     *           }
                     *         },
                     *         "key": [
                     *           "Nr"
                     *         ],
                     *         "rest": "ignore",
                     *         "set": {},
                     *         "skip": {},
                     *         "system": null
                     *       },
                     *       "name": "customers.csv",
                     *       "object": "organization",
                     *       "objects": [
                     *         "organization"
                     *       ],
                     *       "on_duplicate": "create",
                     *       "progress": {
                     *         "done": 0,
                     *         "rate": null,
                     *         "total": 2
                     *       },
                     *       "report": {
                     *         "created": 0,
                     *         "dry_run": false,
                     *         "errors": [],
                     *         "failed": 0,
                     *         "ignored_columns": [],
                     *         "records": {},
                     *         "rows": 0,
                     *         "skipped": 0,
                     *         "updated": 0,
                     *         "waiting": 0,
                     *         "warnings": 0
                     *       },
                     *       "sha256": "566b7da8a862f0b4a5679ef5a5ed715014dbb5f5bae3d964781da1b589039826",
                     *       "sheet": null,
                     *       "sheets": [],
                     *       "started_at": "2026-11-22T03:51:56.394Z",
                     *       "state": "running",
                     *       "system": "import-1d7c3a90e4",
                     *       "undo": null,
                     *       "version": 1,
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    undo_import: {
        parameters: {
            query?: {
                /** @description Leave it as it is, or set it back too. Without it the undo is refused and lists the records. */
                on_conflict?: "keep" | "restore";
            };
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The import. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import, with its job. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "columns": [
                     *         {
                     *           "files": false,
                     *           "key": true,
                     *           "name": "Nr",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "integer",
                     *             "longest": 1,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "1",
                     *             "2"
                     *           ],
                     *           "target": null
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "Name",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 6,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "Bär KG",
                     *             "Tal AG"
                     *           ],
                     *           "target": "organization.name"
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "E-Mail",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 17,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "info@baer.example",
                     *             "nonsense"
                     *           ],
                     *           "target": "organization.emails"
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "Favourite colour",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 5,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "green",
                     *             "blue"
                     *           ],
                     *           "target": "organization.x_favourite_colour"
                     *         }
                     *       ],
                     *       "created_at": "2026-11-22T03:51:56.104Z",
                     *       "delimiter": ",",
                     *       "encoding": "UTF-8",
                     *       "error": null,
                     *       "finished_at": "2026-11-22T03:51:57.273Z",
                     *       "format": "csv",
                     *       "id": "01a20161-cbc8-7008-8bcb-c94d0ff59c69",
                     *       "job": "01a20161-d1bd-7b89-ba76-afe4e16dd08f",
                     *       "key": "Nr",
                     *       "layout": null,
                     *       "map": {
                     *         "columns": {
                     *           "E-Mail": {
                     *             "field": "organization.emails"
                     *           },
                     *           "Name": {
                     *             "field": "organization.name"
                     *           }
                     *         },
                     *         "key": [
                     *           "Nr"
                     *         ],
                     *         "rest": "ignore",
                     *         "set": {},
                     *         "skip": {},
                     *         "system": null
                     *       },
                     *       "name": "customers.csv",
                     *       "object": "organization",
                     *       "objects": [
                     *         "organization"
                     *       ],
                     *       "on_duplicate": "create",
                     *       "progress": {
                     *         "done": 2,
                     *         "rate": 2,
                     *         "total": 2
                     *       },
                     *       "report": {
                     *         "created": 1,
                     *         "dry_run": false,
                     *         "errors": [],
                     *         "failed": 1,
                     *         "ignored_columns": [],
                     *         "records": {
                     *           "organization": {
                     *             "created": 1,
                     *             "updated": 0
                     *           }
                     *         },
                     *         "rows": 2,
                     *         "skipped": 0,
                     *         "updated": 0,
                     *         "waiting": 0,
                     *         "warnings": 0
                     *       },
                     *       "sha256": "566b7da8a862f0b4a5679ef5a5ed715014dbb5f5bae3d964781da1b589039826",
                     *       "sheet": null,
                     *       "sheets": [],
                     *       "started_at": "2026-11-22T03:51:56.394Z",
                     *       "state": "undoing",
                     *       "system": "import-1d7c3a90e4",
                     *       "undo": {
                     *         "done": 0,
                     *         "kept": []
                     *       },
                     *       "version": 1,
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `conflict`, `undo_conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    list_waiting_rows: {
        parameters: {
            query?: {
                /** @description How many on a page. */
                limit?: number;
                /** @description Where to go on, as the `next` of a page says. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The import. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `{"data": [{"row": 7, "values": {...}, "candidates": [...]}], "next": ...}` */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "candidates": [
                     *             {
                     *               "id": "01a20161-c53a-78fb-a28d-bd1f7fc510ae",
                     *               "label": "Eva Berg",
                     *               "object": "person",
                     *               "reasons": [
                     *                 {
                     *                   "field": "given_name",
                     *                   "level": "equal",
                     *                   "text": "Given name: equal"
                     *                 },
                     *                 {
                     *                   "field": "family_name",
                     *                   "level": "equal",
                     *                   "text": "Family name: equal"
                     *                 },
                     *                 {
                     *                   "field": "emails",
                     *                   "level": "equal",
                     *                   "text": "E-mail addresses: equal"
                     *                 },
                     *                 {
                     *                   "field": "phones",
                     *                   "level": "equal",
                     *                   "text": "Phone numbers: equal"
                     *                 }
                     *               ],
                     *               "score": 1,
                     *               "verdict": "same"
                     *             }
                     *           ],
                     *           "row": 3,
                     *           "values": {
                     *             "emails": [
                     *               {
                     *                 "value": "eva.berg@adler.example"
                     *               }
                     *             ],
                     *             "family_name": "Berg",
                     *             "given_name": "Eva"
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["WaitingRowList"];
                };
            };
            /** @description `bad_cursor`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    decide_waiting_rows: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The import. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rest": "skip",
                 *       "rows": [
                 *         {
                 *           "decision": "update",
                 *           "record": "01a20161-c53a-78fb-a28d-bd1f7fc510ae",
                 *           "row": 3
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["WaitingRowDecisions"];
            };
        };
        responses: {
            /** @description The import, with its job. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "columns": [
                     *         {
                     *           "files": false,
                     *           "key": true,
                     *           "name": "Nr",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "integer",
                     *             "longest": 1,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "1",
                     *             "2"
                     *           ],
                     *           "target": null
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "Name",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 6,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "Bär KG",
                     *             "Tal AG"
                     *           ],
                     *           "target": "organization.name"
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "E-Mail",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 17,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "info@baer.example",
                     *             "nonsense"
                     *           ],
                     *           "target": "organization.emails"
                     *         },
                     *         {
                     *           "files": false,
                     *           "key": false,
                     *           "name": "Favourite colour",
                     *           "new_field": null,
                     *           "optional": false,
                     *           "profile": {
                     *             "ambiguous": false,
                     *             "distinct": 2,
                     *             "filled": 2,
                     *             "kind": "text",
                     *             "longest": 5,
                     *             "odd": 0,
                     *             "places": 0
                     *           },
                     *           "samples": [
                     *             "green",
                     *             "blue"
                     *           ],
                     *           "target": "organization.x_favourite_colour"
                     *         }
                     *       ],
                     *       "created_at": "2026-11-22T03:51:56.104Z",
                     *       "delimiter": ",",
                     *       "encoding": "UTF-8",
                     *       "error": null,
                     *       "finished_at": null,
                     *       "format": "csv",
                     *       "id": "01a20161-cbc8-7008-8bcb-c94d0ff59c69",
                     *       "job": "01a20161-ccf1-74a8-9796-b1e2e66370e1",
                     *       "key": "Nr",
                     *       "layout": null,
                     *       "map": {
                     *         "columns": {
                     *           "E-Mail": {
                     *             "field": "organization.emails"
                     *           },
                     *           "Name": {
                     *             "field": "organization.name"
                     *           }
                     *         },
                     *         "key": [
                     *           "Nr"
                     *         ],
                     *         "rest": "ignore",
                     *         "set": {},
                     *         "skip": {},
                     *         "system": null
                     *       },
                     *       "name": "customers.csv",
                     *       "object": "organization",
                     *       "objects": [
                     *         "organization"
                     *       ],
                     *       "on_duplicate": "create",
                     *       "progress": {
                     *         "done": 0,
                     *         "rate": null,
                     *         "total": 2
                     *       },
                     *       "report": {
                     *         "created": 0,
                     *         "dry_run": false,
                     *         "errors": [],
                     *         "failed": 0,
                     *         "ignored_columns": [],
                     *         "records": {},
                     *         "rows": 0,
                     *         "skipped": 0,
                     *         "updated": 0,
                     *         "waiting": 0,
                     *         "warnings": 0
                     *       },
                     *       "sha256": "566b7da8a862f0b4a5679ef5a5ed715014dbb5f5bae3d964781da1b589039826",
                     *       "sheet": null,
                     *       "sheets": [],
                     *       "started_at": "2026-11-22T03:51:56.394Z",
                     *       "state": "running",
                     *       "system": "import-1d7c3a90e4",
                     *       "undo": null,
                     *       "version": 1,
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    list_jobs: {
        parameters: {
            query?: {
                /** @description Only those that stand here. */
                state?: "ready" | "running" | "done" | "failed" | "cancelled";
                /** @description Only those that do this. */
                name?: string;
                /** @description How many on a page. */
                limit?: number;
                /** @description Where to go on, as the `next` of a page says. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "created_at": "2026-11-22T03:51:58.185Z",
                     *           "error": null,
                     *           "finished_at": "2026-11-22T03:51:58.212Z",
                     *           "id": "01a20161-d3e9-7e86-a35d-8147e56ade7e",
                     *           "name": "search.rebuild",
                     *           "progress": {
                     *             "done": 0,
                     *             "message": null,
                     *             "total": null
                     *           },
                     *           "result": null,
                     *           "started_at": "2026-11-22T03:51:58.197Z",
                     *           "state": "cancelled"
                     *         }
                     *       ],
                     *       "next": "/api/v1/jobs?limit=1&cursor=01a20161-d3e9-7e86-a35d-8147e56ade7e"
                     *     }
                     */
                    "application/json": components["schemas"]["JobList"];
                };
            };
            /** @description `bad_cursor`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    read_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-22T03:51:58.185Z",
                     *       "error": null,
                     *       "finished_at": "2026-11-22T03:51:58.212Z",
                     *       "id": "01a20161-d3e9-7e86-a35d-8147e56ade7e",
                     *       "name": "search.rebuild",
                     *       "progress": {
                     *         "done": 0,
                     *         "message": null,
                     *         "total": null
                     *       },
                     *       "result": null,
                     *       "started_at": "2026-11-22T03:51:58.197Z",
                     *       "state": "cancelled"
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    cancel_job: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The job. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-22T03:51:58.185Z",
                     *       "error": null,
                     *       "finished_at": "2026-11-22T03:51:58.212Z",
                     *       "id": "01a20161-d3e9-7e86-a35d-8147e56ade7e",
                     *       "name": "search.rebuild",
                     *       "progress": {
                     *         "done": 0,
                     *         "message": null,
                     *         "total": null
                     *       },
                     *       "result": null,
                     *       "started_at": "2026-11-22T03:51:58.197Z",
                     *       "state": "cancelled"
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    read_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "administrator": true,
                     *       "email": "ann@example.org",
                     *       "language": "en",
                     *       "name": "Ann Meier",
                     *       "objects": {
                     *         "document": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "document_version": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "household": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "import_map": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "interaction": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "note": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "opportunity": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "organization": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "party_relation": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "party_role": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "person": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "pipeline": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "role": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "saved_view": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "tag": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "task": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "team": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "user": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ]
                     *       },
                     *       "role": "administrator",
                     *       "teams": [],
                     *       "user": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "workspace": "main",
                     *       "zone": "Europe/Berlin"
                     *     }
                     */
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    change_me: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is changed, as `ETag` gave it, or `*`. Sessions must send it. */
                "If-Match"?: string;
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "language": "en",
                 *       "name": "Ann Meier",
                 *       "zone": "Europe/Berlin"
                 *     }
                 */
                "application/json": components["schemas"]["MyWish"];
            };
        };
        responses: {
            /** @description The caller. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "administrator": true,
                     *       "email": "ann@example.org",
                     *       "language": "en",
                     *       "name": "Ann Meier",
                     *       "objects": {
                     *         "document": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "document_version": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "household": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "import_map": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "interaction": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "note": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "opportunity": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "organization": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "party_relation": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "party_role": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "person": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "pipeline": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "role": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "saved_view": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "tag": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "task": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "team": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ],
                     *         "user": [
                     *           "create",
                     *           "read",
                     *           "update",
                     *           "delete",
                     *           "export"
                     *         ]
                     *       },
                     *       "role": "administrator",
                     *       "teams": [],
                     *       "user": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "workspace": "main",
                     *       "zone": "Europe/Berlin"
                     *     }
                     */
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `not_unique`, `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `version_conflict` */
            412: components["responses"]["Problem412"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `version_required` */
            428: components["responses"]["Problem428"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    create_migration: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "files": [
                 *         "01a20161-d2eb-7000-801d-5d41c8485001",
                 *         "01a20161-d2eb-7000-801d-5d41c8485002"
                 *       ],
                 *       "plan": "salesforce"
                 *     }
                 */
                "application/json": components["schemas"]["NewMigration"];
            };
        };
        responses: {
            /** @description The migration, with its files and their imports. */
            201: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-22T03:51:57.922Z",
                     *       "files": [
                     *         {
                     *           "error": null,
                     *           "import": "01a20161-d2eb-7988-a75a-ebcc73f855f4",
                     *           "name": "Account.csv",
                     *           "not_taken_over": {
                     *             "columns": [
                     *               "Jigsaw"
                     *             ],
                     *             "reasons": {},
                     *             "rows": 0
                     *           },
                     *           "object": "organization",
                     *           "progress": {
                     *             "done": 0,
                     *             "rate": null,
                     *             "total": 812
                     *           },
                     *           "report": {
                     *             "created": 0,
                     *             "dry_run": false,
                     *             "errors": [],
                     *             "failed": 0,
                     *             "ignored_columns": [
                     *               "Jigsaw"
                     *             ],
                     *             "records": {},
                     *             "rows": 0,
                     *             "skipped": 0,
                     *             "updated": 0,
                     *             "waiting": 0,
                     *             "warnings": 0
                     *           },
                     *           "state": "ready"
                     *         }
                     *       ],
                     *       "id": "01a20161-d2eb-7b97-801d-5d41c8485032",
                     *       "left_over": [
                     *         "Solution.csv"
                     *       ],
                     *       "missing": [
                     *         {
                     *           "files": [
                     *             "Contact*"
                     *           ],
                     *           "object": "person"
                     *         }
                     *       ],
                     *       "plan": "salesforce",
                     *       "state": "ready"
                     *     }
                     */
                    "application/json": components["schemas"]["Migration"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    read_migration: {
        parameters: {
            query?: {
                /** @description How many problems of rows the report of each file has. */
                errors?: number;
            };
            header?: never;
            path: {
                /** @description The migration. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The migration. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-22T03:51:57.922Z",
                     *       "files": [
                     *         {
                     *           "error": null,
                     *           "import": "01a20161-d2eb-7988-a75a-ebcc73f855f4",
                     *           "name": "Account.csv",
                     *           "not_taken_over": {
                     *             "columns": [
                     *               "Jigsaw"
                     *             ],
                     *             "reasons": {
                     *               "required": 2
                     *             },
                     *             "rows": 2
                     *           },
                     *           "object": "organization",
                     *           "progress": {
                     *             "done": 812,
                     *             "rate": 1200,
                     *             "total": 812
                     *           },
                     *           "report": {
                     *             "created": 810,
                     *             "dry_run": false,
                     *             "errors": [],
                     *             "failed": 2,
                     *             "ignored_columns": [
                     *               "Jigsaw"
                     *             ],
                     *             "records": {
                     *               "organization": {
                     *                 "created": 810,
                     *                 "updated": 0
                     *               }
                     *             },
                     *             "rows": 812,
                     *             "skipped": 0,
                     *             "updated": 0,
                     *             "waiting": 0,
                     *             "warnings": 0
                     *           },
                     *           "state": "done"
                     *         }
                     *       ],
                     *       "id": "01a20161-d2eb-7b97-801d-5d41c8485032",
                     *       "left_over": [
                     *         "Solution.csv"
                     *       ],
                     *       "missing": [
                     *         {
                     *           "files": [
                     *             "Contact*"
                     *           ],
                     *           "object": "person"
                     *         }
                     *       ],
                     *       "plan": "salesforce",
                     *       "state": "done"
                     *     }
                     */
                    "application/json": components["schemas"]["Migration"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    run_migration: {
        parameters: {
            query?: {
                /** @description Only tell what would happen; each file sees what those before it would bring. */
                dry_run?: boolean;
            };
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The migration. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The migration. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-22T03:51:57.922Z",
                     *       "files": [
                     *         {
                     *           "error": null,
                     *           "import": "01a20161-d2eb-7988-a75a-ebcc73f855f4",
                     *           "name": "Account.csv",
                     *           "not_taken_over": {
                     *             "columns": [
                     *               "Jigsaw"
                     *             ],
                     *             "reasons": {},
                     *             "rows": 0
                     *           },
                     *           "object": "organization",
                     *           "progress": {
                     *             "done": 0,
                     *             "rate": null,
                     *             "total": 812
                     *           },
                     *           "report": {
                     *             "created": 0,
                     *             "dry_run": false,
                     *             "errors": [],
                     *             "failed": 0,
                     *             "ignored_columns": [
                     *               "Jigsaw"
                     *             ],
                     *             "records": {},
                     *             "rows": 0,
                     *             "skipped": 0,
                     *             "updated": 0,
                     *             "waiting": 0,
                     *             "warnings": 0
                     *           },
                     *           "state": "running"
                     *         }
                     *       ],
                     *       "id": "01a20161-d2eb-7b97-801d-5d41c8485032",
                     *       "left_over": [
                     *         "Solution.csv"
                     *       ],
                     *       "missing": [
                     *         {
                     *           "files": [
                     *             "Contact*"
                     *           ],
                     *           "object": "person"
                     *         }
                     *       ],
                     *       "plan": "salesforce",
                     *       "state": "running"
                     *     }
                     */
                    "application/json": components["schemas"]["Migration"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    list_notifications: {
        parameters: {
            query?: {
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest first. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "at": "2026-11-22T03:52:01.120Z",
                     *           "by": "Ada Admin",
                     *           "count": 1,
                     *           "job": null,
                     *           "read": false,
                     *           "reason": "assigned",
                     *           "record": {
                     *             "id": "01a20161-d3e9-7e86-a35d-8147e56ade7e",
                     *             "label": "Call Anna Schmidt back",
                     *             "object": "task"
                     *           }
                     *         }
                     *       ],
                     *       "unread": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Notifications"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    read_notifications: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "until": "2026-11-22T03:52:01.120Z"
                 *     }
                 */
                "application/json": components["schemas"]["NotificationsRead"];
            };
        };
        responses: {
            /** @description It is remembered. */
            204: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    list_objects: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `{"data": [...]}`, in the order of modules. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "custom": true,
                     *           "fields": [
                     *             {
                     *               "id": "id",
                     *               "key": "id",
                     *               "labels": {
                     *                 "de": "Id",
                     *                 "en": "Id"
                     *               },
                     *               "read_only": true,
                     *               "system": true,
                     *               "type": "id"
                     *             },
                     *             {
                     *               "former_keys": [
                     *                 "x_serial"
                     *               ],
                     *               "id": "x_serial",
                     *               "key": "x_sn",
                     *               "labels": {
                     *                 "de": "Seriennr.",
                     *                 "en": "Serial no."
                     *               },
                     *               "max_length": 500,
                     *               "type": "text",
                     *               "unique": true
                     *             }
                     *           ],
                     *           "icon": "factory",
                     *           "id": "x_machine",
                     *           "key": "x_machine",
                     *           "label": [
                     *             [
                     *               "x_sn"
                     *             ]
                     *           ],
                     *           "labels": {
                     *             "de": "Maschine",
                     *             "en": "Machine"
                     *           },
                     *           "plural": {
                     *             "de": "Maschine",
                     *             "en": "Machine"
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["ObjectList"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    create_object: {
        parameters: {
            query?: {
                /** @description Only says what would be done: `{"plan", "warnings"}`. */
                dry_run?: boolean;
            };
            header?: {
                /** @description The version that is changed, as `ETag` gave it, or `*`. Sessions must send it. */
                "If-Match"?: string;
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description `key`, `labels`, and what else a definition has; `fields` may be among it. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "fields": [
                 *         {
                 *           "key": "x_serial",
                 *           "labels": {
                 *             "de": "Seriennummer",
                 *             "en": "Serial number"
                 *           },
                 *           "type": "text",
                 *           "unique": true
                 *         },
                 *         {
                 *           "key": "x_customer",
                 *           "labels": {
                 *             "de": "Kunde",
                 *             "en": "Customer"
                 *           },
                 *           "targets": [
                 *             "organization"
                 *           ],
                 *           "type": "link"
                 *         }
                 *       ],
                 *       "key": "x_machine",
                 *       "labels": {
                 *         "de": "Maschine",
                 *         "en": "Machine"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewObject"];
            };
        };
        responses: {
            /** @description With `dry_run`: the plan. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "plan": {
                     *         "loses_data": false,
                     *         "needs_data_pass": false,
                     *         "steps": [
                     *           {
                     *             "columns": [
                     *               {
                     *                 "name": "label",
                     *                 "storage": "text"
                     *               },
                     *               {
                     *                 "name": "label__fold",
                     *                 "storage": "text"
                     *               },
                     *               {
                     *                 "name": "deleted_at",
                     *                 "storage": "int"
                     *               },
                     *               {
                     *                 "name": "deleted_set",
                     *                 "storage": "id"
                     *               },
                     *               {
                     *                 "name": "id",
                     *                 "storage": "id"
                     *               },
                     *               {
                     *                 "name": "version",
                     *                 "storage": "int"
                     *               },
                     *               {
                     *                 "name": "created_at",
                     *                 "storage": "int"
                     *               },
                     *               {
                     *                 "name": "created_by",
                     *                 "storage": "id"
                     *               },
                     *               {
                     *                 "name": "updated_at",
                     *                 "storage": "int"
                     *               },
                     *               {
                     *                 "name": "updated_by",
                     *                 "storage": "id"
                     *               },
                     *               {
                     *                 "name": "owner",
                     *                 "storage": "id"
                     *               },
                     *               {
                     *                 "name": "team",
                     *                 "storage": "id"
                     *               },
                     *               {
                     *                 "name": "tags",
                     *                 "storage": "text"
                     *               },
                     *               {
                     *                 "name": "completeness",
                     *                 "storage": "int"
                     *               },
                     *               {
                     *                 "name": "external_ids",
                     *                 "storage": "text"
                     *               },
                     *               {
                     *                 "name": "x_serial",
                     *                 "storage": "text"
                     *               },
                     *               {
                     *                 "name": "x_serial__fold",
                     *                 "storage": "text"
                     *               },
                     *               {
                     *                 "name": "x_customer",
                     *                 "storage": "id"
                     *               }
                     *             ],
                     *             "indexes": [
                     *               {
                     *                 "columns": [
                     *                   "label__fold",
                     *                   "id"
                     *                 ],
                     *                 "name": "x_machine.label",
                     *                 "unique": false
                     *               },
                     *               {
                     *                 "columns": [
                     *                   "created_at",
                     *                   "id"
                     *                 ],
                     *                 "name": "x_machine.created_at",
                     *                 "unique": false
                     *               },
                     *               {
                     *                 "columns": [
                     *                   "updated_at",
                     *                   "id"
                     *                 ],
                     *                 "name": "x_machine.updated_at",
                     *                 "unique": false
                     *               },
                     *               {
                     *                 "columns": [
                     *                   "owner",
                     *                   "id"
                     *                 ],
                     *                 "name": "x_machine.owner",
                     *                 "unique": false
                     *               },
                     *               {
                     *                 "columns": [
                     *                   "x_serial__fold"
                     *                 ],
                     *                 "name": "x_machine.x_serial.unique",
                     *                 "unique": true
                     *               },
                     *               {
                     *                 "columns": [
                     *                   "x_customer",
                     *                   "id"
                     *                 ],
                     *                 "name": "x_machine.x_customer",
                     *                 "unique": false
                     *               }
                     *             ],
                     *             "step": "create_table",
                     *             "table": "x_machine"
                     *           }
                     *         ],
                     *         "texts": [
                     *           "“Machine” is created."
                     *         ]
                     *       },
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["PlanPreview"];
                };
            };
            /** @description The definition. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "custom": true,
                     *       "fields": [
                     *         {
                     *           "id": "id",
                     *           "key": "id",
                     *           "labels": {
                     *             "de": "Id",
                     *             "en": "Id"
                     *           },
                     *           "read_only": true,
                     *           "system": true,
                     *           "type": "id"
                     *         },
                     *         {
                     *           "id": "x_serial",
                     *           "key": "x_serial",
                     *           "labels": {
                     *             "de": "Seriennummer",
                     *             "en": "Serial number"
                     *           },
                     *           "max_length": 500,
                     *           "type": "text",
                     *           "unique": true
                     *         },
                     *         {
                     *           "id": "x_customer",
                     *           "key": "x_customer",
                     *           "labels": {
                     *             "de": "Kunde",
                     *             "en": "Customer"
                     *           },
                     *           "targets": [
                     *             "organization"
                     *           ],
                     *           "type": "link"
                     *         }
                     *       ],
                     *       "id": "x_machine",
                     *       "key": "x_machine",
                     *       "label": [
                     *         [
                     *           "x_serial"
                     *         ]
                     *       ],
                     *       "labels": {
                     *         "de": "Maschine",
                     *         "en": "Machine"
                     *       },
                     *       "plural": {
                     *         "de": "Maschine",
                     *         "en": "Machine"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Object"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `not_unique`, `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `version_conflict` */
            412: components["responses"]["Problem412"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    read_object: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Key of the object. */
                object: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The definition. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "custom": true,
                     *       "fields": [
                     *         {
                     *           "id": "id",
                     *           "key": "id",
                     *           "labels": {
                     *             "de": "Id",
                     *             "en": "Id"
                     *           },
                     *           "read_only": true,
                     *           "system": true,
                     *           "type": "id"
                     *         },
                     *         {
                     *           "former_keys": [
                     *             "x_serial"
                     *           ],
                     *           "id": "x_serial",
                     *           "key": "x_sn",
                     *           "labels": {
                     *             "de": "Seriennr.",
                     *             "en": "Serial no."
                     *           },
                     *           "max_length": 500,
                     *           "type": "text",
                     *           "unique": true
                     *         },
                     *         {
                     *           "id": "x_state",
                     *           "key": "x_state",
                     *           "labels": {
                     *             "de": "Zustand",
                     *             "en": "State"
                     *           },
                     *           "options": [
                     *             {
                     *               "color": "green",
                     *               "key": "x_running",
                     *               "labels": {
                     *                 "de": "Läuft",
                     *                 "en": "Running"
                     *               }
                     *             },
                     *             {
                     *               "color": "red",
                     *               "key": "x_broken",
                     *               "labels": {
                     *                 "de": "Defekt",
                     *                 "en": "Broken"
                     *               }
                     *             }
                     *           ],
                     *           "type": "select"
                     *         }
                     *       ],
                     *       "icon": "factory",
                     *       "id": "x_machine",
                     *       "key": "x_machine",
                     *       "label": [
                     *         [
                     *           "x_sn"
                     *         ]
                     *       ],
                     *       "labels": {
                     *         "de": "Maschine",
                     *         "en": "Machine"
                     *       },
                     *       "plural": {
                     *         "de": "Maschine",
                     *         "en": "Machine"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Object"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    delete_object: {
        parameters: {
            query?: {
                /** @description Only says what would be done: `{"plan", "warnings"}`. */
                dry_run?: boolean;
            };
            header?: {
                /** @description The version that is changed, as `ETag` gave it, or `*`. Sessions must send it. */
                "If-Match"?: string;
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Key of the object. */
                object: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With `dry_run`: the plan. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "plan": {
                     *         "loses_data": true,
                     *         "needs_data_pass": true,
                     *         "steps": [
                     *           {
                     *             "field": "links",
                     *             "object": "interaction",
                     *             "step": "forget_target",
                     *             "target": "x_machine"
                     *           },
                     *           {
                     *             "field": "links",
                     *             "object": "task",
                     *             "step": "forget_target",
                     *             "target": "x_machine"
                     *           },
                     *           {
                     *             "field": "links",
                     *             "object": "note",
                     *             "step": "forget_target",
                     *             "target": "x_machine"
                     *           },
                     *           {
                     *             "field": "links",
                     *             "object": "document",
                     *             "step": "forget_target",
                     *             "target": "x_machine"
                     *           },
                     *           {
                     *             "field": "tags",
                     *             "object": "x_machine",
                     *             "step": "forget_side_values"
                     *           },
                     *           {
                     *             "field": "external_ids",
                     *             "object": "x_machine",
                     *             "step": "forget_side_values"
                     *           },
                     *           {
                     *             "step": "drop_table",
                     *             "table": "x_machine"
                     *           }
                     *         ],
                     *         "texts": [
                     *           "“Concerns” of “Interaction”: links to “Machine” are cleared.",
                     *           "“Concerns” of “Task”: links to “Machine” are cleared.",
                     *           "“Concerns” of “Note”: links to “Machine” are cleared.",
                     *           "“Concerns” of “Document”: links to “Machine” are cleared.",
                     *           "“Tags” of “Machine” is removed with all its values.",
                     *           "“Keys in other systems” of “Machine” is removed with all its values.",
                     *           "“Machine” is removed with all its records."
                     *         ]
                     *       },
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["PlanPreview"];
                };
            };
            /** @description `{"job"}`: a job does the rest. */
            202: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": "01a20161-d3e9-7e86-a35d-8147e56ade7e"
                     *     }
                     */
                    "application/json": components["schemas"]["JobStarted"];
                };
            };
            /** @description Deleted. */
            204: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `not_unique`, `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `version_conflict` */
            412: components["responses"]["Problem412"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `version_required` */
            428: components["responses"]["Problem428"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    change_object: {
        parameters: {
            query?: {
                /** @description Only says what would be done: `{"plan", "warnings"}`. */
                dry_run?: boolean;
            };
            header?: {
                /** @description The version that is changed, as `ETag` gave it, or `*`. Sessions must send it. */
                "If-Match"?: string;
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Key of the object. */
                object: string;
            };
            cookie?: never;
        };
        /** @description The members to change. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "icon": "factory",
                 *       "labels": {
                 *         "de": "Maschine",
                 *         "en": "Machine"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ObjectChange"];
            };
        };
        responses: {
            /** @description The definition; with `dry_run` the plan. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "custom": true,
                     *       "fields": [
                     *         {
                     *           "id": "id",
                     *           "key": "id",
                     *           "labels": {
                     *             "de": "Id",
                     *             "en": "Id"
                     *           },
                     *           "read_only": true,
                     *           "system": true,
                     *           "type": "id"
                     *         },
                     *         {
                     *           "former_keys": [
                     *             "x_serial"
                     *           ],
                     *           "id": "x_serial",
                     *           "key": "x_sn",
                     *           "labels": {
                     *             "de": "Seriennr.",
                     *             "en": "Serial no."
                     *           },
                     *           "max_length": 500,
                     *           "type": "text",
                     *           "unique": true
                     *         },
                     *         {
                     *           "id": "x_customer",
                     *           "key": "x_customer",
                     *           "labels": {
                     *             "de": "Kunde",
                     *             "en": "Customer"
                     *           },
                     *           "targets": [
                     *             "organization"
                     *           ],
                     *           "type": "link"
                     *         }
                     *       ],
                     *       "icon": "factory",
                     *       "id": "x_machine",
                     *       "key": "x_machine",
                     *       "label": [
                     *         [
                     *           "x_sn"
                     *         ]
                     *       ],
                     *       "labels": {
                     *         "de": "Maschine",
                     *         "en": "Machine"
                     *       },
                     *       "plural": {
                     *         "de": "Maschine",
                     *         "en": "Machine"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ObjectOrPlan"];
                };
            };
            /** @description `{"job"}`: a job does the rest. */
            202: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": "01a20161-d3e9-7e86-a35d-8147e56ade7e"
                     *     }
                     */
                    "application/json": components["schemas"]["JobStarted"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `not_unique`, `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `version_conflict` */
            412: components["responses"]["Problem412"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `version_required` */
            428: components["responses"]["Problem428"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    create_field: {
        parameters: {
            query?: {
                /** @description Only says what would be done: `{"plan", "warnings"}`. */
                dry_run?: boolean;
            };
            header?: {
                /** @description The version that is changed, as `ETag` gave it, or `*`. Sessions must send it. */
                "If-Match"?: string;
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Key of the object. */
                object: string;
            };
            cookie?: never;
        };
        /** @description `key`, `labels`, `type`, and the settings of the type. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "x_state",
                 *       "labels": {
                 *         "de": "Zustand",
                 *         "en": "State"
                 *       },
                 *       "options": [
                 *         {
                 *           "color": "green",
                 *           "key": "x_running",
                 *           "labels": {
                 *             "de": "Läuft",
                 *             "en": "Running"
                 *           }
                 *         },
                 *         {
                 *           "color": "red",
                 *           "key": "x_broken",
                 *           "labels": {
                 *             "de": "Defekt",
                 *             "en": "Broken"
                 *           }
                 *         }
                 *       ],
                 *       "type": "select"
                 *     }
                 */
                "application/json": components["schemas"]["NewField"];
            };
        };
        responses: {
            /** @description With `dry_run`: the plan. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "plan": {
                     *         "loses_data": false,
                     *         "needs_data_pass": false,
                     *         "steps": [
                     *           {
                     *             "column": {
                     *               "name": "x_state",
                     *               "storage": "text"
                     *             },
                     *             "field": "x_state",
                     *             "step": "add_column",
                     *             "table": "x_machine"
                     *           }
                     *         ],
                     *         "texts": [
                     *           "“State” of “Machine” is added."
                     *         ]
                     *       },
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["PlanPreview"];
                };
            };
            /** @description The field. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "x_state",
                     *       "key": "x_state",
                     *       "labels": {
                     *         "de": "Zustand",
                     *         "en": "State"
                     *       },
                     *       "options": [
                     *         {
                     *           "color": "green",
                     *           "key": "x_running",
                     *           "labels": {
                     *             "de": "Läuft",
                     *             "en": "Running"
                     *           }
                     *         },
                     *         {
                     *           "color": "red",
                     *           "key": "x_broken",
                     *           "labels": {
                     *             "de": "Defekt",
                     *             "en": "Broken"
                     *           }
                     *         }
                     *       ],
                     *       "type": "select"
                     *     }
                     */
                    "application/json": components["schemas"]["Field"];
                };
            };
            /** @description `{"job"}`: a job does the rest. */
            202: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": "01a20161-d3e9-7e86-a35d-8147e56ade7e"
                     *     }
                     */
                    "application/json": components["schemas"]["JobStarted"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `not_unique`, `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `version_conflict` */
            412: components["responses"]["Problem412"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    delete_field: {
        parameters: {
            query?: {
                /** @description Only says what would be done: `{"plan", "warnings"}`. */
                dry_run?: boolean;
            };
            header?: {
                /** @description The version that is changed, as `ETag` gave it, or `*`. Sessions must send it. */
                "If-Match"?: string;
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Key of the object. */
                object: string;
                /** @description Key of the field. */
                field: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With `dry_run`: the plan. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "plan": {
                     *         "loses_data": true,
                     *         "needs_data_pass": false,
                     *         "steps": [
                     *           {
                     *             "column": {
                     *               "name": "x_state",
                     *               "storage": "text"
                     *             },
                     *             "field": "x_state",
                     *             "step": "drop_column",
                     *             "table": "x_machine"
                     *           }
                     *         ],
                     *         "texts": [
                     *           "“State” of “Machine” is removed with all its values."
                     *         ]
                     *       },
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["PlanPreview"];
                };
            };
            /** @description `{"job"}`: a job does the rest. */
            202: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": "01a20161-d3e9-7e86-a35d-8147e56ade7e"
                     *     }
                     */
                    "application/json": components["schemas"]["JobStarted"];
                };
            };
            /** @description Deleted. */
            204: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `not_unique`, `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `version_conflict` */
            412: components["responses"]["Problem412"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `version_required` */
            428: components["responses"]["Problem428"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    change_field: {
        parameters: {
            query?: {
                /** @description Only says what would be done: `{"plan", "warnings"}`. */
                dry_run?: boolean;
            };
            header?: {
                /** @description The version that is changed, as `ETag` gave it, or `*`. Sessions must send it. */
                "If-Match"?: string;
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Key of the object. */
                object: string;
                /** @description Key of the field. */
                field: string;
            };
            cookie?: never;
        };
        /** @description The members to change. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "x_sn",
                 *       "labels": {
                 *         "de": "Seriennr.",
                 *         "en": "Serial no."
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["FieldChange"];
            };
        };
        responses: {
            /** @description The field; with `dry_run` the plan. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "former_keys": [
                     *         "x_serial"
                     *       ],
                     *       "id": "x_serial",
                     *       "key": "x_sn",
                     *       "labels": {
                     *         "de": "Seriennr.",
                     *         "en": "Serial no."
                     *       },
                     *       "max_length": 500,
                     *       "type": "text",
                     *       "unique": true
                     *     }
                     */
                    "application/json": components["schemas"]["FieldOrPlan"];
                };
            };
            /** @description `{"job"}`: a job does the rest. */
            202: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": "01a20161-d3e9-7e86-a35d-8147e56ade7e"
                     *     }
                     */
                    "application/json": components["schemas"]["JobStarted"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `not_unique`, `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `version_conflict` */
            412: components["responses"]["Problem412"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `version_required` */
            428: components["responses"]["Problem428"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    read_openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "info": {
                     *         "title": "Kontor",
                     *         "version": "0.1.0"
                     *       },
                     *       "openapi": "3.1.0",
                     *       "paths": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Values"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "max@example.org"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordWish"];
            };
        };
        responses: {
            /** @description Done; or, when a link was asked for, on its way if the address is known. */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `invalid_credentials` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    run_query: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What to count and sum. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "filter": "stage == \"new\"",
                 *       "group": [
                 *         {
                 *           "field": "organization"
                 *         },
                 *         {
                 *           "by": "month",
                 *           "field": "created_at"
                 *         }
                 *       ],
                 *       "measures": [
                 *         {
                 *           "fn": "count"
                 *         },
                 *         {
                 *           "field": "amount",
                 *           "fn": "sum"
                 *         }
                 *       ],
                 *       "object": "opportunity"
                 *     }
                 */
                "application/json": components["schemas"]["GroupQuery"];
            };
        };
        responses: {
            /** @description Names of columns, and rows. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "columns": [
                     *         "organization",
                     *         "created_at",
                     *         "count",
                     *         "sum_amount"
                     *       ],
                     *       "rows": [
                     *         [
                     *           {
                     *             "id": "01a20161-bff5-7b91-8158-a94989e07a89",
                     *             "label": "Adler Maschinenbau",
                     *             "object": "organization"
                     *           },
                     *           "2026-11-01",
                     *           1,
                     *           {
                     *             "amount": "12000.00",
                     *             "currency": "EUR"
                     *           }
                     *         ]
                     *       ],
                     *       "truncated": false
                     *     }
                     */
                    "application/json": components["schemas"]["Groups"];
                };
            };
            /** @description `bad_filter`, `bad_sort`, `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    list_records: {
        parameters: {
            query?: {
                /**
                 * @description Which records: an expression such as `stage == "won" && amount > 10000`, or the same as a tree in JSON.
                 * @example name.startsWith("Ber")
                 */
                filter?: string;
                /**
                 * @description In which order: fields with `-` in front for descending, separated by commas; in JSON also as an array.
                 * @example -amount,organization.name
                 */
                sort?: string;
                /**
                 * @description Only these fields, separated by commas; in JSON also as an array.
                 * @example name,emails
                 */
                fields?: string;
                /**
                 * @description Links whose records are put inside, separated by commas; in JSON also as an array.
                 * @example organization,organization.parent
                 */
                expand?: string;
                /** @description How many records on a page. */
                limit?: number;
                /** @description Where to go on: the cursor of a page's `next`, for the same filter and order. */
                cursor?: string;
                /** @description Also count all records that match. */
                count?: "exact";
                /** @description Records in the trash: only these, or these too. */
                trash?: "only" | "with";
            };
            header?: never;
            path: {
                /** @description Key of the object. */
                object: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 1,
                     *       "data": [
                     *         {
                     *           "addresses": [],
                     *           "birth_date": null,
                     *           "completeness": 70,
                     *           "created_at": "2026-11-22T03:51:53.188Z",
                     *           "created_by": {
                     *             "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *             "label": "Ann Meier",
                     *             "object": "user"
                     *           },
                     *           "emails": [
                     *             {
                     *               "label": null,
                     *               "primary": true,
                     *               "value": "eva.berg@adler.example",
                     *               "verified_at": null
                     *             }
                     *           ],
                     *           "external_ids": [],
                     *           "family_name": "Berg",
                     *           "given_name": "Eva",
                     *           "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *           "label": "Dr. Eva Berg",
                     *           "language": null,
                     *           "object": "person",
                     *           "organization": {
                     *             "id": "01a20161-bff5-7b91-8158-a94989e07a89",
                     *             "label": "Adler Maschinenbau",
                     *             "object": "organization"
                     *           },
                     *           "owner": {
                     *             "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *             "label": "Ann Meier",
                     *             "object": "user"
                     *           },
                     *           "phones": [
                     *             {
                     *               "label": null,
                     *               "primary": true,
                     *               "value": "040 1234567",
                     *               "verified_at": null
                     *             }
                     *           ],
                     *           "salutation": null,
                     *           "social": [],
                     *           "tags": [],
                     *           "team": null,
                     *           "title": "Dr.",
                     *           "updated_at": "2026-11-22T03:51:53.249Z",
                     *           "updated_by": {
                     *             "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *             "label": "Ann Meier",
                     *             "object": "user"
                     *           },
                     *           "version": 2,
                     *           "websites": []
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["RecordList"];
                };
            };
            /** @description `bad_filter`, `bad_sort`, `bad_cursor`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    create_record: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Key of the object. */
                object: string;
            };
            cookie?: never;
        };
        /** @description Values by field key; `id` may be chosen. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "emails": [
                 *         {
                 *           "value": "eva.berg@adler.example"
                 *         }
                 *       ],
                 *       "family_name": "Berg",
                 *       "given_name": "Eva",
                 *       "organization": "01a20161-bff5-7b91-8158-a94989e07a89"
                 *     }
                 */
                "application/json": components["schemas"]["Values"];
            };
        };
        responses: {
            /** @description The record. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "addresses": [],
                     *       "birth_date": null,
                     *       "completeness": 58,
                     *       "created_at": "2026-11-22T03:51:53.188Z",
                     *       "created_by": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "emails": [
                     *         {
                     *           "label": null,
                     *           "primary": true,
                     *           "value": "eva.berg@adler.example",
                     *           "verified_at": null
                     *         }
                     *       ],
                     *       "external_ids": [],
                     *       "family_name": "Berg",
                     *       "given_name": "Eva",
                     *       "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *       "label": "Eva Berg",
                     *       "language": null,
                     *       "object": "person",
                     *       "organization": {
                     *         "id": "01a20161-bff5-7b91-8158-a94989e07a89",
                     *         "label": "Adler Maschinenbau",
                     *         "object": "organization"
                     *       },
                     *       "owner": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "phones": [],
                     *       "salutation": null,
                     *       "social": [],
                     *       "tags": [],
                     *       "team": null,
                     *       "title": null,
                     *       "updated_at": "2026-11-22T03:51:53.188Z",
                     *       "updated_by": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "version": 1,
                     *       "websites": []
                     *     }
                     */
                    "application/json": components["schemas"]["Record"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `id_taken`, `not_unique`, `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    find_duplicates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Key of the object. */
                object: string;
            };
            cookie?: never;
        };
        /** @description Values by field key; what is not valid yet is passed over. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "emails": [
                 *         {
                 *           "value": "eva.berg@adler.example"
                 *         }
                 *       ],
                 *       "family_name": "Berg",
                 *       "given_name": "Eva"
                 *     }
                 */
                "application/json": components["schemas"]["Values"];
            };
        };
        responses: {
            /** @description Candidates with score, verdict and reasons. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *           "label": "Dr. Eva Berg",
                     *           "object": "person",
                     *           "reasons": [
                     *             {
                     *               "field": "given_name",
                     *               "level": "equal",
                     *               "text": "Given name: equal"
                     *             },
                     *             {
                     *               "field": "family_name",
                     *               "level": "equal",
                     *               "text": "Family name: equal"
                     *             },
                     *             {
                     *               "field": "emails",
                     *               "level": "equal",
                     *               "text": "E-mail addresses: equal"
                     *             }
                     *           ],
                     *           "score": 1,
                     *           "verdict": "same"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DuplicateList"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    list_records_by_body: {
        parameters: {
            query?: {
                /** @description The cursor of a page's `next`, in place of one in the body. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Key of the object. */
                object: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "fields": [
                 *         "family_name",
                 *         "organization"
                 *       ],
                 *       "filter": "organization.addresses.exists(a, a.city == \"Hamburg\")",
                 *       "limit": 10,
                 *       "sort": [
                 *         "family_name"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ListParams"];
            };
        };
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "family_name": "Berg",
                     *           "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *           "label": "Dr. Eva Berg",
                     *           "object": "person",
                     *           "organization": {
                     *             "id": "01a20161-bff5-7b91-8158-a94989e07a89",
                     *             "label": "Adler Maschinenbau",
                     *             "object": "organization"
                     *           },
                     *           "version": 2
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["RecordList"];
                };
            };
            /** @description `bad_filter`, `bad_sort`, `bad_cursor`, `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    read_record: {
        parameters: {
            query?: {
                /** @description Only these fields, separated by commas. */
                fields?: string;
                /** @description Links whose records are put inside, separated by commas. */
                expand?: string;
                /** @description `with`: also when it is in the trash. */
                trash?: "only" | "with";
            };
            header?: {
                /** @description The version one has, as `ETag` gave it. */
                "If-None-Match"?: string | null;
            };
            path: {
                /** @description Key of the object. */
                object: string;
                /** @description The record. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    "Content-Location": components["headers"]["Content-Location"];
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "addresses": [],
                     *       "birth_date": null,
                     *       "completeness": 70,
                     *       "created_at": "2026-11-22T03:51:53.188Z",
                     *       "created_by": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "emails": [
                     *         {
                     *           "label": null,
                     *           "primary": true,
                     *           "value": "eva.berg@adler.example",
                     *           "verified_at": null
                     *         }
                     *       ],
                     *       "external_ids": [],
                     *       "family_name": "Berg",
                     *       "given_name": "Eva",
                     *       "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *       "label": "Dr. Eva Berg",
                     *       "language": null,
                     *       "object": "person",
                     *       "organization": {
                     *         "id": "01a20161-bff5-7b91-8158-a94989e07a89",
                     *         "label": "Adler Maschinenbau",
                     *         "object": "organization"
                     *       },
                     *       "owner": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "phones": [
                     *         {
                     *           "label": null,
                     *           "primary": true,
                     *           "value": "040 1234567",
                     *           "verified_at": null
                     *         }
                     *       ],
                     *       "salutation": null,
                     *       "social": [],
                     *       "tags": [],
                     *       "team": null,
                     *       "title": "Dr.",
                     *       "updated_at": "2026-11-22T03:51:53.249Z",
                     *       "updated_by": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "version": 2,
                     *       "websites": []
                     *     }
                     */
                    "application/json": components["schemas"]["Record"];
                };
            };
            /** @description The client has this version already (`If-None-Match`); only without `fields` and `expand`. */
            304: {
                headers: {
                    "Content-Location": components["headers"]["Content-Location"];
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    delete_record: {
        parameters: {
            query?: {
                /** @description For good, instead of into the trash. */
                final?: boolean;
            };
            header?: {
                /** @description The version that is changed, as `ETag` gave it, or `*`. Sessions must send it. */
                "If-Match"?: string;
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Key of the object. */
                object: string;
                /** @description The record. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `version_conflict` */
            412: components["responses"]["Problem412"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    change_record: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is changed, as `ETag` gave it, or `*`. Sessions must send it. */
                "If-Match"?: string;
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Key of the object. */
                object: string;
                /** @description The record. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        /** @description Values by field key. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "phones": [
                 *         {
                 *           "value": "040 1234567"
                 *         }
                 *       ],
                 *       "title": "Dr."
                 *     }
                 */
                "application/json": components["schemas"]["Values"];
            };
        };
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "addresses": [],
                     *       "birth_date": null,
                     *       "completeness": 70,
                     *       "created_at": "2026-11-22T03:51:53.188Z",
                     *       "created_by": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "emails": [
                     *         {
                     *           "label": null,
                     *           "primary": true,
                     *           "value": "eva.berg@adler.example",
                     *           "verified_at": null
                     *         }
                     *       ],
                     *       "external_ids": [],
                     *       "family_name": "Berg",
                     *       "given_name": "Eva",
                     *       "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *       "label": "Dr. Eva Berg",
                     *       "language": null,
                     *       "object": "person",
                     *       "organization": {
                     *         "id": "01a20161-bff5-7b91-8158-a94989e07a89",
                     *         "label": "Adler Maschinenbau",
                     *         "object": "organization"
                     *       },
                     *       "owner": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "phones": [
                     *         {
                     *           "label": null,
                     *           "primary": true,
                     *           "value": "040 1234567",
                     *           "verified_at": null
                     *         }
                     *       ],
                     *       "salutation": null,
                     *       "social": [],
                     *       "tags": [],
                     *       "team": null,
                     *       "title": "Dr.",
                     *       "updated_at": "2026-11-22T03:51:53.249Z",
                     *       "updated_by": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "version": 2,
                     *       "websites": []
                     *     }
                     */
                    "application/json": components["schemas"]["Record"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `not_unique`, `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `version_conflict` */
            412: components["responses"]["Problem412"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `version_required` */
            428: components["responses"]["Problem428"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    read_access: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Key of the object. */
                object: string;
                /** @description The record. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Users with their rights and reasons. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "because": {
                     *             "rule": "administrator"
                     *           },
                     *           "may": [
                     *             "read",
                     *             "update",
                     *             "delete",
                     *             "export"
                     *           ],
                     *           "role": "administrator",
                     *           "user": {
                     *             "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *             "label": "Ann Meier",
                     *             "object": "user"
                     *           }
                     *         }
                     *       ],
                     *       "truncated": false
                     *     }
                     */
                    "application/json": components["schemas"]["Access"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    read_duplicates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Key of the object. */
                object: string;
                /** @description The record. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Candidates with score, verdict and reasons. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "01a20161-c53a-78fb-a28d-bd1f7fc510ae",
                     *           "label": "Eva Berg",
                     *           "object": "person",
                     *           "reasons": [
                     *             {
                     *               "field": "given_name",
                     *               "level": "equal",
                     *               "text": "Given name: equal"
                     *             },
                     *             {
                     *               "field": "family_name",
                     *               "level": "equal",
                     *               "text": "Family name: equal"
                     *             },
                     *             {
                     *               "field": "emails",
                     *               "level": "equal",
                     *               "text": "E-mail addresses: equal"
                     *             },
                     *             {
                     *               "field": "phones",
                     *               "level": "equal",
                     *               "text": "Phone numbers: equal"
                     *             }
                     *           ],
                     *           "score": 1,
                     *           "verdict": "same"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DuplicateList"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    dismiss_duplicate: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Key of the object. */
                object: string;
                /** @description The record. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "dismissed": true,
                 *       "other": "01a20161-c542-7806-b8e0-aaff2d447448"
                 *     }
                 */
                "application/json": components["schemas"]["Statement"];
            };
        };
        responses: {
            /** @description It is remembered. */
            204: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    read_history: {
        parameters: {
            query?: {
                /**
                 * @description Show the record as it was at this time instead, or at the end of this day.
                 * @example 2026-03-02T08:00:00.000Z
                 */
                at?: string;
                /** @description How many entries on a page. */
                limit?: number;
                /** @description Entries before this one. */
                before?: number;
            };
            header?: never;
            path: {
                /** @description Key of the object. */
                object: string;
                /** @description The record. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries, or the record as it was. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "actor": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *           "at": "2026-11-22T03:51:53.249Z",
                     *           "change_set": "01a20161-c0a1-7769-bb48-b785f1e2640e",
                     *           "changes": {
                     *             "phones": {
                     *               "after": [
                     *                 {
                     *                   "label": null,
                     *                   "primary": true,
                     *                   "value": "040 1234567",
                     *                   "verified_at": null
                     *                 }
                     *               ],
                     *               "before": null
                     *             },
                     *             "title": {
                     *               "after": "Dr.",
                     *               "before": null
                     *             }
                     *           },
                     *           "kind": "update",
                     *           "seq": 11,
                     *           "version": 2,
                     *           "via": "session"
                     *         },
                     *         {
                     *           "actor": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *           "at": "2026-11-22T03:51:53.188Z",
                     *           "change_set": "01a20161-c064-7810-8b11-23e2430b6c97",
                     *           "changes": {
                     *             "emails": {
                     *               "after": [
                     *                 {
                     *                   "label": null,
                     *                   "primary": true,
                     *                   "value": "eva.berg@adler.example",
                     *                   "verified_at": null
                     *                 }
                     *               ],
                     *               "before": null
                     *             },
                     *             "family_name": {
                     *               "after": "Berg",
                     *               "before": null
                     *             },
                     *             "given_name": {
                     *               "after": "Eva",
                     *               "before": null
                     *             },
                     *             "organization": {
                     *               "after": "01a20161-bff5-7b91-8158-a94989e07a89",
                     *               "before": null
                     *             },
                     *             "owner": {
                     *               "after": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *               "before": null
                     *             }
                     *           },
                     *           "kind": "create",
                     *           "seq": 9,
                     *           "version": 1,
                     *           "via": "session"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["History"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    merge_record: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is changed, as `ETag` gave it, or `*`. Sessions must send it. */
                "If-Match"?: string;
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Key of the object. */
                object: string;
                /** @description The record that stays. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "choose": {
                 *         "phones": "both"
                 *       },
                 *       "other": "01a20161-c53a-78fb-a28d-bd1f7fc510ae"
                 *     }
                 */
                "application/json": components["schemas"]["NewMerge"];
            };
        };
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "addresses": [],
                     *       "birth_date": null,
                     *       "completeness": 70,
                     *       "created_at": "2026-11-22T03:51:53.188Z",
                     *       "created_by": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "emails": [
                     *         {
                     *           "label": null,
                     *           "primary": true,
                     *           "value": "eva.berg@adler.example",
                     *           "verified_at": null
                     *         }
                     *       ],
                     *       "external_ids": [],
                     *       "family_name": "Berg",
                     *       "given_name": "Eva",
                     *       "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *       "label": "Dr. Eva Berg",
                     *       "language": null,
                     *       "object": "person",
                     *       "organization": {
                     *         "id": "01a20161-bff5-7b91-8158-a94989e07a89",
                     *         "label": "Adler Maschinenbau",
                     *         "object": "organization"
                     *       },
                     *       "owner": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "phones": [
                     *         {
                     *           "label": null,
                     *           "primary": true,
                     *           "value": "040 1234567",
                     *           "verified_at": null
                     *         }
                     *       ],
                     *       "salutation": null,
                     *       "social": [],
                     *       "tags": [],
                     *       "team": null,
                     *       "title": "Dr.",
                     *       "updated_at": "2026-11-22T03:51:54.381Z",
                     *       "updated_by": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "version": 4,
                     *       "websites": []
                     *     }
                     */
                    "application/json": components["schemas"]["Record"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `not_unique`, `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `version_conflict` */
            412: components["responses"]["Problem412"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `version_required` */
            428: components["responses"]["Problem428"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    read_overview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Key of the object. */
                object: string;
                /** @description The record. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The overview. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "missing": [
                     *         "addresses",
                     *         "salutation",
                     *         "language",
                     *         "birth_date"
                     *       ],
                     *       "record": {
                     *         "addresses": [],
                     *         "birth_date": null,
                     *         "completeness": 70,
                     *         "created_at": "2026-11-22T03:51:53.188Z",
                     *         "created_by": {
                     *           "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *           "label": "Ann Meier",
                     *           "object": "user"
                     *         },
                     *         "emails": [
                     *           {
                     *             "label": null,
                     *             "primary": true,
                     *             "value": "eva.berg@adler.example",
                     *             "verified_at": null
                     *           }
                     *         ],
                     *         "external_ids": [],
                     *         "family_name": "Berg",
                     *         "given_name": "Eva",
                     *         "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *         "label": "Dr. Eva Berg",
                     *         "language": null,
                     *         "object": "person",
                     *         "organization": {
                     *           "id": "01a20161-bff5-7b91-8158-a94989e07a89",
                     *           "label": "Adler Maschinenbau",
                     *           "object": "organization"
                     *         },
                     *         "owner": {
                     *           "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *           "label": "Ann Meier",
                     *           "object": "user"
                     *         },
                     *         "phones": [
                     *           {
                     *             "label": null,
                     *             "primary": true,
                     *             "value": "040 1234567",
                     *             "verified_at": null
                     *           }
                     *         ],
                     *         "salutation": null,
                     *         "social": [],
                     *         "tags": [],
                     *         "team": null,
                     *         "title": "Dr.",
                     *         "updated_at": "2026-11-22T03:51:53.249Z",
                     *         "updated_by": {
                     *           "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *           "label": "Ann Meier",
                     *           "object": "user"
                     *         },
                     *         "version": 2,
                     *         "websites": []
                     *       },
                     *       "sections": [
                     *         {
                     *           "data": [
                     *             {
                     *               "answered_by": null,
                     *               "assignee": {
                     *                 "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *                 "label": "Ann Meier",
                     *                 "object": "user"
                     *               },
                     *               "body": null,
                     *               "completeness": 100,
                     *               "created_at": "2026-11-22T03:51:53.861Z",
                     *               "created_by": {
                     *                 "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *                 "label": "Ann Meier",
                     *                 "object": "user"
                     *               },
                     *               "done_at": null,
                     *               "due_at": "2026-12-01T08:00:00.000Z",
                     *               "external_ids": [],
                     *               "id": "01a20161-c306-7c0a-af5a-e4a09ea4865f",
                     *               "label": "Send the offer",
                     *               "links": [
                     *                 {
                     *                   "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *                   "label": "Dr. Eva Berg",
                     *                   "object": "person"
                     *                 }
                     *               ],
                     *               "next_task": null,
                     *               "object": "task",
                     *               "owner": {
                     *                 "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *                 "label": "Ann Meier",
                     *                 "object": "user"
                     *               },
                     *               "priority": "normal",
                     *               "recurrence": null,
                     *               "resurface_at": null,
                     *               "resurface_for": null,
                     *               "resurface_if": "none",
                     *               "resurfaced_at": null,
                     *               "snoozed_at": null,
                     *               "status": "open",
                     *               "subject": "Send the offer",
                     *               "tags": [],
                     *               "team": null,
                     *               "updated_at": "2026-11-22T03:51:53.861Z",
                     *               "updated_by": {
                     *                 "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *                 "label": "Ann Meier",
                     *                 "object": "user"
                     *               },
                     *               "version": 1
                     *             }
                     *           ],
                     *           "filter": "(\"01a20161-c069-74a4-8c69-c67d6c048306\" in links || resurface_for == \"01a20161-c069-74a4-8c69-c67d6c048306\") && (status != \"done\")",
                     *           "key": "tasks",
                     *           "label": "Open tasks",
                     *           "more": false,
                     *           "object": "task"
                     *         },
                     *         {
                     *           "data": [
                     *             {
                     *               "amount": {
                     *                 "amount": "12000.00",
                     *                 "currency": "EUR"
                     *               },
                     *               "close_date": "2026-12-15",
                     *               "closed_at": null,
                     *               "completeness": 80,
                     *               "created_at": "2026-11-22T03:51:53.881Z",
                     *               "created_by": {
                     *                 "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *                 "label": "Ann Meier",
                     *                 "object": "user"
                     *               },
                     *               "external_ids": [],
                     *               "id": "01a20161-c31a-7afa-80db-e865a5808f5a",
                     *               "label": "20 seats",
                     *               "loss_reason": null,
                     *               "name": "20 seats",
                     *               "next_step": null,
                     *               "next_step_at": null,
                     *               "object": "opportunity",
                     *               "organization": {
                     *                 "id": "01a20161-bff5-7b91-8158-a94989e07a89",
                     *                 "label": "Adler Maschinenbau",
                     *                 "object": "organization"
                     *               },
                     *               "owner": {
                     *                 "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *                 "label": "Ann Meier",
                     *                 "object": "user"
                     *               },
                     *               "person": {
                     *                 "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *                 "label": "Dr. Eva Berg",
                     *                 "object": "person"
                     *               },
                     *               "pipeline": {
                     *                 "id": "01a20161-9b34-74f1-a558-1cd261421921",
                     *                 "label": "Sales",
                     *                 "object": "pipeline"
                     *               },
                     *               "probability": 10,
                     *               "stage": "new",
                     *               "stage_due": "2026-12-06T03:51:53.881Z",
                     *               "stage_limit": 14,
                     *               "stage_since": "2026-11-22T03:51:53.881Z",
                     *               "tags": [],
                     *               "team": null,
                     *               "updated_at": "2026-11-22T03:51:53.881Z",
                     *               "updated_by": {
                     *                 "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *                 "label": "Ann Meier",
                     *                 "object": "user"
                     *               },
                     *               "version": 1
                     *             }
                     *           ],
                     *           "filter": "(person == \"01a20161-c069-74a4-8c69-c67d6c048306\")",
                     *           "key": "opportunities",
                     *           "label": "Opportunities",
                     *           "more": false,
                     *           "object": "opportunity"
                     *         }
                     *       ],
                     *       "timeline": {
                     *         "data": [
                     *           {
                     *             "amount": {
                     *               "amount": "12000.00",
                     *               "currency": "EUR"
                     *             },
                     *             "at": "2026-11-22T03:51:53.881Z",
                     *             "close_date": "2026-12-15",
                     *             "closed_at": null,
                     *             "completeness": 80,
                     *             "created_at": "2026-11-22T03:51:53.881Z",
                     *             "created_by": {
                     *               "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *               "label": "Ann Meier",
                     *               "object": "user"
                     *             },
                     *             "external_ids": [],
                     *             "id": "01a20161-c31a-7afa-80db-e865a5808f5a",
                     *             "kind": "opportunity",
                     *             "label": "20 seats",
                     *             "loss_reason": null,
                     *             "name": "20 seats",
                     *             "next_step": null,
                     *             "next_step_at": null,
                     *             "object": "opportunity",
                     *             "organization": {
                     *               "id": "01a20161-bff5-7b91-8158-a94989e07a89",
                     *               "label": "Adler Maschinenbau",
                     *               "object": "organization"
                     *             },
                     *             "owner": {
                     *               "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *               "label": "Ann Meier",
                     *               "object": "user"
                     *             },
                     *             "person": {
                     *               "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *               "label": "Dr. Eva Berg",
                     *               "object": "person"
                     *             },
                     *             "pipeline": {
                     *               "id": "01a20161-9b34-74f1-a558-1cd261421921",
                     *               "label": "Sales",
                     *               "object": "pipeline"
                     *             },
                     *             "probability": 10,
                     *             "stage": "new",
                     *             "stage_due": "2026-12-06T03:51:53.881Z",
                     *             "stage_limit": 14,
                     *             "stage_since": "2026-11-22T03:51:53.881Z",
                     *             "tags": [],
                     *             "team": null,
                     *             "updated_at": "2026-11-22T03:51:53.881Z",
                     *             "updated_by": {
                     *               "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *               "label": "Ann Meier",
                     *               "object": "user"
                     *             },
                     *             "version": 1
                     *           },
                     *           {
                     *             "answered_by": null,
                     *             "assignee": {
                     *               "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *               "label": "Ann Meier",
                     *               "object": "user"
                     *             },
                     *             "at": "2026-11-22T03:51:53.861Z",
                     *             "body": null,
                     *             "completeness": 100,
                     *             "created_at": "2026-11-22T03:51:53.861Z",
                     *             "created_by": {
                     *               "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *               "label": "Ann Meier",
                     *               "object": "user"
                     *             },
                     *             "done_at": null,
                     *             "due_at": "2026-12-01T08:00:00.000Z",
                     *             "external_ids": [],
                     *             "id": "01a20161-c306-7c0a-af5a-e4a09ea4865f",
                     *             "kind": "task",
                     *             "label": "Send the offer",
                     *             "links": [
                     *               {
                     *                 "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *                 "label": "Dr. Eva Berg",
                     *                 "object": "person"
                     *               }
                     *             ],
                     *             "next_task": null,
                     *             "object": "task",
                     *             "owner": {
                     *               "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *               "label": "Ann Meier",
                     *               "object": "user"
                     *             },
                     *             "priority": "normal",
                     *             "recurrence": null,
                     *             "resurface_at": null,
                     *             "resurface_for": null,
                     *             "resurface_if": "none",
                     *             "resurfaced_at": null,
                     *             "snoozed_at": null,
                     *             "status": "open",
                     *             "subject": "Send the offer",
                     *             "tags": [],
                     *             "team": null,
                     *             "updated_at": "2026-11-22T03:51:53.861Z",
                     *             "updated_by": {
                     *               "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *               "label": "Ann Meier",
                     *               "object": "user"
                     *             },
                     *             "version": 1
                     *           },
                     *           {
                     *             "at": "2026-11-20T09:30:00.000Z",
                     *             "body": null,
                     *             "channel": "phone",
                     *             "completeness": 100,
                     *             "cost": null,
                     *             "created_at": "2026-11-22T03:51:53.845Z",
                     *             "created_by": {
                     *               "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *               "label": "Ann Meier",
                     *               "object": "user"
                     *             },
                     *             "direction": "outbound",
                     *             "duration": 300,
                     *             "external_ids": [],
                     *             "id": "01a20161-c2f6-7367-877a-8d4f83f3ca6b",
                     *             "kind": "call",
                     *             "label": "Wants 20 seats",
                     *             "links": [],
                     *             "object": "interaction",
                     *             "owner": {
                     *               "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *               "label": "Ann Meier",
                     *               "object": "user"
                     *             },
                     *             "participants": [
                     *               {
                     *                 "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *                 "label": "Dr. Eva Berg",
                     *                 "object": "person"
                     *               }
                     *             ],
                     *             "subject": "Wants 20 seats",
                     *             "tags": [],
                     *             "team": null,
                     *             "updated_at": "2026-11-22T03:51:53.845Z",
                     *             "updated_by": {
                     *               "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *               "label": "Ann Meier",
                     *               "object": "user"
                     *             },
                     *             "version": 1
                     *           }
                     *         ],
                     *         "next": null,
                     *         "truncated": false
                     *       },
                     *       "totals": {
                     *         "interactions": {
                     *           "count": 1,
                     *           "label": "Interactions",
                     *           "more": false,
                     *           "object": "interaction"
                     *         },
                     *         "last_contact": {
                     *           "at": "2026-11-20T09:30:00.000Z",
                     *           "label": "Last contact",
                     *           "object": "interaction",
                     *           "record": {
                     *             "id": "01a20161-c2f6-7367-877a-8d4f83f3ca6b",
                     *             "label": "Wants 20 seats",
                     *             "object": "interaction"
                     *           }
                     *         },
                     *         "lost_this_year": {
                     *           "count": 0,
                     *           "filter": "(person == \"01a20161-c069-74a4-8c69-c67d6c048306\") && (closed_at >= start_of(\"year\")) && ((pipeline in [\"01a20161-9b34-74f1-a558-1cd261421921\"] && stage in [\"lost\"]))",
                     *           "label": "Lost this year",
                     *           "object": "opportunity",
                     *           "sum": {
                     *             "amount": "0.00",
                     *             "currency": "EUR",
                     *             "without_rate": 0
                     *           }
                     *         },
                     *         "open_follow_ups": {
                     *           "count": 0,
                     *           "filter": "(\"01a20161-c069-74a4-8c69-c67d6c048306\" in links || resurface_for == \"01a20161-c069-74a4-8c69-c67d6c048306\") && (status == \"snoozed\")",
                     *           "label": "Open follow-ups",
                     *           "object": "task"
                     *         },
                     *         "open_opportunities": {
                     *           "count": 1,
                     *           "filter": "(person == \"01a20161-c069-74a4-8c69-c67d6c048306\") && ((pipeline in [\"01a20161-9b34-74f1-a558-1cd261421921\"] && stage in [\"new\",\"qualified\",\"proposal\",\"negotiation\"]))",
                     *           "label": "Open opportunities",
                     *           "object": "opportunity",
                     *           "sum": {
                     *             "amount": "12000.00",
                     *             "currency": "EUR",
                     *             "without_rate": 0
                     *           }
                     *         },
                     *         "open_tasks": {
                     *           "count": 1,
                     *           "filter": "(\"01a20161-c069-74a4-8c69-c67d6c048306\" in links || resurface_for == \"01a20161-c069-74a4-8c69-c67d6c048306\") && (status == \"open\")",
                     *           "label": "Open tasks",
                     *           "object": "task"
                     *         },
                     *         "overdue_tasks": {
                     *           "count": 0,
                     *           "filter": "(\"01a20161-c069-74a4-8c69-c67d6c048306\" in links || resurface_for == \"01a20161-c069-74a4-8c69-c67d6c048306\") && (status == \"open\" && due_at < now())",
                     *           "label": "Overdue tasks",
                     *           "object": "task"
                     *         },
                     *         "won_this_year": {
                     *           "count": 0,
                     *           "filter": "(person == \"01a20161-c069-74a4-8c69-c67d6c048306\") && (closed_at >= start_of(\"year\")) && ((pipeline in [\"01a20161-9b34-74f1-a558-1cd261421921\"] && stage in [\"won\"]))",
                     *           "label": "Won this year",
                     *           "object": "opportunity",
                     *           "sum": {
                     *             "amount": "0.00",
                     *             "currency": "EUR",
                     *             "without_rate": 0
                     *           }
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    enter_record: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Key of the object. */
                object: string;
                /** @description The record. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["Entering"];
            };
        };
        responses: {
            /** @description Who else is there. */
            200: {
                headers: {
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "again": 20,
                     *       "data": [
                     *         {
                     *           "since": "2026-11-22T03:52:01.120Z",
                     *           "user": {
                     *             "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *             "label": "Ann Meier",
                     *             "object": "user"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PresentUsers"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    leave_record: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Key of the object. */
                object: string;
                /** @description The record. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is forgotten. */
            204: {
                headers: {
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    restore_record: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Key of the object. */
                object: string;
                /** @description The record. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "addresses": [],
                     *       "birth_date": null,
                     *       "completeness": 47,
                     *       "created_at": "2026-11-22T03:51:54.434Z",
                     *       "created_by": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "emails": [
                     *         {
                     *           "label": null,
                     *           "primary": true,
                     *           "value": "eva.berg@adler.example",
                     *           "verified_at": null
                     *         }
                     *       ],
                     *       "external_ids": [],
                     *       "family_name": "Berg",
                     *       "given_name": "Ewa",
                     *       "id": "01a20161-c542-7806-b8e0-aaff2d447448",
                     *       "label": "Ewa Berg",
                     *       "language": null,
                     *       "object": "person",
                     *       "organization": null,
                     *       "owner": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "phones": [],
                     *       "salutation": null,
                     *       "social": [],
                     *       "tags": [],
                     *       "team": null,
                     *       "title": null,
                     *       "updated_at": "2026-11-22T03:51:54.536Z",
                     *       "updated_by": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "version": 3,
                     *       "websites": []
                     *     }
                     */
                    "application/json": components["schemas"]["Record"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `not_unique`, `conflict`, `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    read_timeline: {
        parameters: {
            query?: {
                /** @description Kinds, separated by commas: `call,meeting`, or keys of objects for all of their entries, `interaction,task`. */
                kind?: string;
                /** @description Channels, separated by commas. */
                channel?: string;
                /** @description Not before this time. */
                from?: string;
                /** @description Before this time. */
                to?: string;
                /** @description Words that the entry must contain. */
                text?: string;
                /** @description Only the record's own entries, not those of its organisation, people and subsidiaries. */
                own?: boolean;
                /** @description How many entries on a page. */
                limit?: number;
                /** @description Where to go on. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Key of the object. */
                object: string;
                /** @description The record. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "answered_by": null,
                     *           "assignee": {
                     *             "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *             "label": "Ann Meier",
                     *             "object": "user"
                     *           },
                     *           "at": "2026-11-22T03:51:53.861Z",
                     *           "body": null,
                     *           "completeness": 100,
                     *           "created_at": "2026-11-22T03:51:53.861Z",
                     *           "created_by": {
                     *             "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *             "label": "Ann Meier",
                     *             "object": "user"
                     *           },
                     *           "done_at": null,
                     *           "due_at": "2026-12-01T08:00:00.000Z",
                     *           "external_ids": [],
                     *           "id": "01a20161-c306-7c0a-af5a-e4a09ea4865f",
                     *           "kind": "task",
                     *           "label": "Send the offer",
                     *           "links": [
                     *             {
                     *               "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *               "label": "Dr. Eva Berg",
                     *               "object": "person"
                     *             }
                     *           ],
                     *           "next_task": null,
                     *           "object": "task",
                     *           "owner": {
                     *             "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *             "label": "Ann Meier",
                     *             "object": "user"
                     *           },
                     *           "priority": "normal",
                     *           "recurrence": null,
                     *           "resurface_at": null,
                     *           "resurface_for": null,
                     *           "resurface_if": "none",
                     *           "resurfaced_at": null,
                     *           "snoozed_at": null,
                     *           "status": "open",
                     *           "subject": "Send the offer",
                     *           "tags": [],
                     *           "team": null,
                     *           "updated_at": "2026-11-22T03:51:53.861Z",
                     *           "updated_by": {
                     *             "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *             "label": "Ann Meier",
                     *             "object": "user"
                     *           },
                     *           "version": 1
                     *         },
                     *         {
                     *           "at": "2026-11-20T09:30:00.000Z",
                     *           "body": null,
                     *           "channel": "phone",
                     *           "completeness": 100,
                     *           "cost": null,
                     *           "created_at": "2026-11-22T03:51:53.845Z",
                     *           "created_by": {
                     *             "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *             "label": "Ann Meier",
                     *             "object": "user"
                     *           },
                     *           "direction": "outbound",
                     *           "duration": 300,
                     *           "external_ids": [],
                     *           "id": "01a20161-c2f6-7367-877a-8d4f83f3ca6b",
                     *           "kind": "call",
                     *           "label": "Wants 20 seats",
                     *           "links": [],
                     *           "object": "interaction",
                     *           "owner": {
                     *             "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *             "label": "Ann Meier",
                     *             "object": "user"
                     *           },
                     *           "participants": [
                     *             {
                     *               "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *               "label": "Dr. Eva Berg",
                     *               "object": "person"
                     *             }
                     *           ],
                     *           "subject": "Wants 20 seats",
                     *           "tags": [],
                     *           "team": null,
                     *           "updated_at": "2026-11-22T03:51:53.845Z",
                     *           "updated_by": {
                     *             "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *             "label": "Ann Meier",
                     *             "object": "user"
                     *           },
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next": null,
                     *       "truncated": false
                     *     }
                     */
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            /** @description `bad_filter`, `bad_sort`, `bad_cursor`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    search: {
        parameters: {
            query: {
                /** @description Words in any order, an e-mail address, a phone number; `"a phrase"`, `-without`, `field:value`, `object:person`. */
                q: string;
                /** @description Only these objects, separated by commas. */
                objects?: string;
                /** @description How many hits. */
                limit?: number;
                /** @description Whether to count what matches beyond the hits; `false` while somebody types. */
                counts?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Hits, best first. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "counts": {
                     *         "person": 1
                     *       },
                     *       "data": [
                     *         {
                     *           "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *           "label": "Dr. Eva Berg",
                     *           "matches": [
                     *             {
                     *               "field": "label",
                     *               "ranges": [
                     *                 [
                     *                   8,
                     *                   12
                     *                 ]
                     *               ],
                     *               "text": "Dr. Eva Berg"
                     *             }
                     *           ],
                     *           "object": "person",
                     *           "score": 1
                     *         }
                     *       ],
                     *       "incomplete": false
                     *     }
                     */
                    "application/json": components["schemas"]["SearchResults"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    rebuild_search: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job; one that was at it already is enough. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": "01a20161-d3e9-7e86-a35d-8147e56ade7e"
                     *     }
                     */
                    "application/json": components["schemas"]["JobStarted"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ann@example.org",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /** @description Who is signed in. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "expires_at": "2027-02-20T03:51:52.537Z",
                     *       "role": "administrator",
                     *       "user": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "workspace": "main"
                     *     }
                     */
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `invalid_credentials` */
            401: components["responses"]["Problem401"];
            /** @description `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out. */
            204: {
                headers: {
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                     *           "created_at": "2026-11-22T03:51:52.537Z",
                     *           "current": true,
                     *           "expires_at": "2027-02-20T03:51:52.537Z",
                     *           "id": "01a20161-bdd9-7b90-b40d-57945f05a782",
                     *           "ip": "127.0.0.1",
                     *           "last_seen_at": "2026-11-22T03:51:52.537Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Sessions"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    end_other_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended. */
            204: {
                headers: {
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended. */
            204: {
                headers: {
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    read_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The settings. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "company": "",
                     *       "country": "DE",
                     *       "currency": "EUR",
                     *       "duplicates": {},
                     *       "language": "en",
                     *       "rates": {},
                     *       "trash_days": 30,
                     *       "upload_limit": 104857600,
                     *       "zone": "Europe/Berlin"
                     *     }
                     */
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    change_settings: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is changed, as `ETag` gave it, or `*`. Sessions must send it. */
                "If-Match"?: string;
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description The settings to change. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "company": "Nordlicht GmbH",
                 *       "rates": {
                 *         "USD": {
                 *           "2026-01-01": "0.92"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["SettingsChange"];
            };
        };
        responses: {
            /** @description The settings. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "company": "Nordlicht GmbH",
                     *       "country": "DE",
                     *       "currency": "EUR",
                     *       "duplicates": {},
                     *       "language": "en",
                     *       "rates": {
                     *         "USD": {
                     *           "2026-01-01": "0.92"
                     *         }
                     *       },
                     *       "trash_days": 30,
                     *       "upload_limit": 104857600,
                     *       "zone": "Europe/Berlin"
                     *     }
                     */
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `running_twin` */
            409: components["responses"]["Problem409"];
            /** @description `version_conflict` */
            412: components["responses"]["Problem412"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `version_required` */
            428: components["responses"]["Problem428"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    read_setup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `open` until the first administrator is there. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "open": false
                     *     }
                     */
                    "application/json": components["schemas"]["SetupState"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    finish_setup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "K7Q2-9XWM-4D8R",
                 *       "email": "ann@example.org",
                 *       "name": "Ann Meier",
                 *       "password": "correct horse battery",
                 *       "settings": {
                 *         "company": "Nordlicht GmbH",
                 *         "currency": "EUR",
                 *         "language": "de",
                 *         "zone": "Europe/Berlin"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Setup"];
            };
        };
        responses: {
            /** @description Signed in as administrator. */
            201: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "expires_at": "2027-02-20T03:51:52.537Z",
                     *       "role": "administrator",
                     *       "user": {
                     *         "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *         "label": "Ann Meier",
                     *         "object": "user"
                     *       },
                     *       "workspace": "main"
                     *     }
                     */
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `invalid_credentials` */
            401: components["responses"]["Problem401"];
            /** @description `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `conflict` */
            409: components["responses"]["Problem409"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    list_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys, without their secrets. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "created_at": "2026-11-22T03:51:52.984Z",
                     *           "expires_at": null,
                     *           "id": "01a20161-bf98-7884-92b5-3ca66ae8b675",
                     *           "last_used_at": null,
                     *           "name": "website",
                     *           "prefix": "kontor_Jc4mVt",
                     *           "revoked_at": null,
                     *           "scope": {
                     *             "objects": [
                     *               "person",
                     *               "organization"
                     *             ],
                     *             "read_only": false
                     *           },
                     *           "user": "01a20161-9f8e-733f-87c1-72b01ca7e2ce"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TokenList"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    create_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "website",
                 *       "scope": {
                 *         "objects": [
                 *           "person",
                 *           "organization"
                 *         ],
                 *         "read_only": false
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["TokenWish"];
            };
        };
        responses: {
            /** @description The key. */
            201: {
                headers: {
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-22T03:51:52.984Z",
                     *       "expires_at": null,
                     *       "id": "01a20161-bf98-7884-92b5-3ca66ae8b675",
                     *       "key": "kontor_Jc4mVt0q2bXw8n5yR1sPz7kHdLfGaEuT",
                     *       "last_used_at": null,
                     *       "name": "website",
                     *       "prefix": "kontor_Jc4mVt",
                     *       "revoked_at": null,
                     *       "scope": {
                     *         "objects": [
                     *           "person",
                     *           "organization"
                     *         ],
                     *         "read_only": false
                     *       },
                     *       "user": "01a20161-9f8e-733f-87c1-72b01ca7e2ce"
                     *     }
                     */
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `conflict` */
            409: components["responses"]["Problem409"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    revoke_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked. */
            204: {
                headers: {
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    undo: {
        parameters: {
            query?: {
                /**
                 * @description What to do with fields that were changed since: leave them, or set them back too. Without it the undo is refused
                 *     and lists them.
                 */
                on_conflict?: "keep" | "restore";
                /** @description Of a change of definitions only says what would be done: `{"plan", "warnings"}`. */
                dry_run?: boolean;
            };
            header?: {
                /** @description 1 to 255 visible characters. The same request sent again with the same key has its effect once and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description As a write answered it in Kontor-Change-Set. */
                change_set: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The records that went back, and the fields that were kept; with `dry_run` the plan. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kept": [],
                     *       "records": [
                     *         {
                     *           "body": "<p>Prefers e-mail.</p>",
                     *           "completeness": 100,
                     *           "created_at": "2026-11-22T03:51:54.348Z",
                     *           "created_by": {
                     *             "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *             "label": "Ann Meier",
                     *             "object": "user"
                     *           },
                     *           "deleted_at": "2026-11-22T03:51:54.381Z",
                     *           "external_ids": [],
                     *           "id": "01a20161-c4f7-7369-8bb7-80632b4ab849",
                     *           "label": "Prefers e-mail.",
                     *           "links": [
                     *             {
                     *               "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *               "label": "Dr. Eva Berg",
                     *               "object": "person"
                     *             }
                     *           ],
                     *           "object": "note",
                     *           "owner": {
                     *             "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *             "label": "Ann Meier",
                     *             "object": "user"
                     *           },
                     *           "tags": [],
                     *           "team": null,
                     *           "updated_at": "2026-11-22T03:51:54.381Z",
                     *           "updated_by": {
                     *             "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *             "label": "Ann Meier",
                     *             "object": "user"
                     *           },
                     *           "version": 2
                     *         },
                     *         {
                     *           "addresses": [],
                     *           "birth_date": null,
                     *           "completeness": 70,
                     *           "created_at": "2026-11-22T03:51:53.188Z",
                     *           "created_by": {
                     *             "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *             "label": "Ann Meier",
                     *             "object": "user"
                     *           },
                     *           "emails": [
                     *             {
                     *               "label": null,
                     *               "primary": true,
                     *               "value": "eva.berg@adler.example",
                     *               "verified_at": null
                     *             }
                     *           ],
                     *           "external_ids": [],
                     *           "family_name": "Berg",
                     *           "given_name": "Eva",
                     *           "id": "01a20161-c069-74a4-8c69-c67d6c048306",
                     *           "label": "Dr. Eva Berg",
                     *           "language": null,
                     *           "object": "person",
                     *           "organization": {
                     *             "id": "01a20161-bff5-7b91-8158-a94989e07a89",
                     *             "label": "Adler Maschinenbau",
                     *             "object": "organization"
                     *           },
                     *           "owner": {
                     *             "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *             "label": "Ann Meier",
                     *             "object": "user"
                     *           },
                     *           "phones": [
                     *             {
                     *               "label": null,
                     *               "primary": true,
                     *               "value": "040 1234567",
                     *               "verified_at": null
                     *             }
                     *           ],
                     *           "salutation": null,
                     *           "social": [],
                     *           "tags": [],
                     *           "team": null,
                     *           "title": "Dr.",
                     *           "updated_at": "2026-11-22T03:51:54.381Z",
                     *           "updated_by": {
                     *             "id": "01a20161-9f8e-733f-87c1-72b01ca7e2ce",
                     *             "label": "Ann Meier",
                     *             "object": "user"
                     *           },
                     *           "version": 4,
                     *           "websites": []
                     *         }
                     *       ],
                     *       "undone": 2
                     *     }
                     */
                    "application/json": components["schemas"]["UndoneOrPlan"];
                };
            };
            /** @description `{"job"}`: of definitions, a job does the rest. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": "01a20161-d3e9-7e86-a35d-8147e56ade7e"
                     *     }
                     */
                    "application/json": components["schemas"]["JobStarted"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `not_unique`, `conflict`, `running_twin`, `undo_conflict` */
            409: components["responses"]["Problem409"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `validation`, `key_reused` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    create_password_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The code; it works once, for 24 hours. */
            201: {
                headers: {
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "H3T8-2MNB-7VKD",
                     *       "email": "max@example.org"
                     *     }
                     */
                    "application/json": components["schemas"]["PasswordLink"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `conflict` */
            409: components["responses"]["Problem409"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    list_workspaces: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The workspaces. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "created_at": "2026-11-22T03:51:43.294Z",
                     *           "host": null,
                     *           "name": "main",
                     *           "set_up": true,
                     *           "state": "active"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WorkspaceList"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
        };
    };
    create_workspace: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "host": "acme.example",
                 *       "name": "acme"
                 *     }
                 */
                "application/json": components["schemas"]["NewWorkspace"];
            };
        };
        responses: {
            /** @description The workspace, with a one-time code for its set-up. */
            201: {
                headers: {
                    "Kontor-Change-Set": components["headers"]["Kontor-Change-Set"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "host": "acme.example",
                     *       "name": "acme",
                     *       "setup_code": "K7Q2-9XWM-4D8R"
                     *     }
                     */
                    "application/json": components["schemas"]["MadeWorkspace"];
                };
            };
            /** @description `bad_parameter`, `bad_json` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `conflict`, `not_unique` */
            409: components["responses"]["Problem409"];
            /** @description `too_large` */
            413: components["responses"]["Problem413"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
            /** @description `unsupported_media_type` */
            415: components["responses"]["Problem415"];
            /** @description `validation` */
            422: components["responses"]["Problem422"];
            /** @description `rate_limited` */
            429: components["responses"]["Problem429"];
            /** @description `headers_too_large` */
            431: components["responses"]["Problem431"];
            /** @description `internal` */
            500: components["responses"]["Problem500"];
            /** @description `unavailable` */
            503: components["responses"]["Problem503"];
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
}
