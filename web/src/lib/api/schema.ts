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
        get?: never;
        put?: never;
        /**
         * Uploads a file and shows what was found in it: CSV in any encoding, XLSX, JSON Lines, vCards, or a zip with one of
         *     them. The body is the file, or JSON that names one. Nothing is written before it is run.
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
        /** The rejected rows as CSV: row, column, reason, and the cells as they were. */
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
    "/machine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells about the running program: its version, and the address at which this workspace can be reached. */
        get: operations["read_machine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/machine/backup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a backup of the workspace into a file, while others work. */
        post: operations["take_backup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/machine/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Looks at the database, links, side tables, search and files of the workspace, and tells versions and rules. */
        get: operations["look_after_workspace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/machine/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Fills the workspace, which must be empty, from a backup. */
        post: operations["restore_backup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/machine/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds a user who may sign in. The first administrator who comes in this way ends the set-up of the workspace. */
        post: operations["add_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/machine/users/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets the password of a user. All his sessions end. */
        post: operations["set_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/machine/workspaces/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes a workspace with everything in it, for good. */
        delete: operations["delete_workspace"];
        options?: never;
        head?: never;
        /** Gives a workspace another host name. */
        patch: operations["change_workspace"];
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
            values?: Record<string, never>;
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
        /**
         * Format: binary
         * @description Documents a body that is a file's content.
         */
        Binary: string;
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
        /**
         * Format: date
         * @description Documents a day: `YYYY-MM-DD`.
         * @example 2026-03-01
         */
        Day: string;
        /** @description An expression, as text or as a tree. */
        Expression: {
            /** @description Key of the object it is about. */
            object: string;
            /** @description As text. */
            text?: string | null;
            tree?: components["schemas"]["Value"] | null;
        };
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
        /** @description How a file is to be read; what is left out is found out. */
        How: {
            /**
             * @description What stands between cells.
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
         * @description Documents an id; `#[schema(value_type = openapi::Id)]` on a member. The type itself is never made.
         * @example 0195512c-8a10-7000-8000-000000000000
         */
        Id: string;
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
        /**
         * @description Where a job stands.
         * @enum {string}
         */
        JobState: "ready" | "running" | "done" | "failed" | "cancelled";
        /** @description One column, or several that together are the key. */
        Key: string | string[];
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
        /** @description What a user changes of himself, whatever his role; null takes away his own choice. */
        MyWish: {
            /** @description The language I am spoken to, `de` or `en`; the workspace's where I say nothing. */
            language?: string | null;
            /** @description What I am called. */
            name?: string | null;
            /** @description The name of my time zone; the workspace's where I say nothing. */
            zone?: string | null;
        };
        /** @description A wish for a backup. */
        NewBackup: {
            /** @description Where to, as an absolute path. */
            file: string;
            /** @description With the key of the data folder. */
            with_key?: boolean;
        };
        /** @description A wish for an export. */
        NewExport: {
            fields?: components["schemas"]["Words"] | null;
            filter?: components["schemas"]["Value"] | null;
            format?: ("csv" | "xlsx" | "jsonl" | "vcard") & Record<string, never>;
            /** @description Key of the object; a view has its own. */
            object?: string | null;
            sort?: components["schemas"]["Words"] | null;
            view?: components["schemas"]["Id"] | null;
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
            map?: components["schemas"]["Value"] | null;
            /** @description Key of the object its rows are about. */
            object: string;
            reading?: components["schemas"]["How"] | null;
            /** @description The name of that system. */
            system?: string | null;
        };
        /** @description A merge. */
        NewMerge: {
            /**
             * @description Whose value a field gets, by its key: `this`, `other`, or `both` for lists. Without a choice a field keeps the
             *     value of this record unless it has none, and lists are united.
             */
            choose?: Record<string, never>;
            /** @description The record that becomes part of this one. */
            other: components["schemas"]["Id"];
        };
        /** @description A wish to merge many. */
        NewMergeAll: {
            /** @description Only say what would be merged. */
            dry_run?: boolean;
            keep?: ("complete" | "oldest" | "newest") & Record<string, never>;
            /** @description Key of the object. */
            object: string;
            /**
             * Format: double
             * @description Those only with at least this score.
             */
            score?: number;
            verdict?: ("same" | "perhaps") & Record<string, never>;
        };
        /** @description A new password. */
        NewPassword: {
            /** @description The password. */
            password: string;
        };
        /** @description A wish for a sweep. */
        NewSweep: {
            /** @description Only what changed, as long as that is little. */
            if_needed?: boolean;
            /** @description Key of the object; all that are watched without one. */
            object?: string | null;
        };
        /** @description A wish for a user. */
        NewUser: {
            /** @description The e-mail address to sign in with. */
            email: string;
            /** @description What the user is called. */
            name: string;
            /** @description The password; without one the answer has a one-time code, by which the user sets it. */
            password?: string | null;
            /** @description The key of the role. */
            role: string;
        };
        /** @description A wish for a workspace. */
        NewWorkspace: {
            /** @description The host name it answers to; `NAME.localhost` unless told, or below the public address of the server. */
            host?: string | null;
            /** @description Lower-case letters, digits and `_`. */
            name: string;
        };
        /** @description The backup to restore. */
        OldBackup: {
            /** @description Where from, as an absolute path. */
            file: string;
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
        /** @description A rebuild that was asked for. */
        Rebuild: {
            /** @description The job that does it. */
            job: components["schemas"]["Id"];
        };
        /** @description A record: the envelope, then the fields of its object. */
        Record: {
            /** @description Its id; a client may choose it when it creates the record. */
            id: components["schemas"]["Id"];
            /** @description What it is called. */
            label: string;
            /** @description Key of its object. */
            object: string;
            /**
             * Format: int64
             * @description Rises with every change.
             */
            version: number;
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
        /** @description Another map. */
        Remap: {
            key?: components["schemas"]["Key"] | null;
            map?: components["schemas"]["Value"] | null;
            /** @description The name of that system. */
            system?: string | null;
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
            /** @description Settings to begin with: company, language, currency, zone. */
            settings?: Record<string, never> | null;
        };
        /** @description What somebody says of two records. */
        Statement: {
            /** @description They are not the same: nobody is told again that they might be. `false` takes that back. */
            dismissed: boolean;
            /** @description The other record. */
            other: components["schemas"]["Id"];
        };
        /**
         * Format: date-time
         * @description Documents an instant: RFC 3339 in UTC with three fractional digits.
         * @example 2026-03-01T08:00:00.000Z
         */
        Time: string;
        /** @description A wish for an API key. */
        TokenWish: {
            expires_at?: components["schemas"]["Time"] | null;
            /** @description What it is for. */
            name: string;
            /** @description What it may be used for. */
            scope?: Record<string, never> | null;
            user?: components["schemas"]["Id"] | null;
        };
        /**
         * @description What to do with records in the trash.
         * @enum {string}
         */
        Trash: "only" | "with";
        Value: unknown;
        /** @description Documents words: one text in which commas separate them, or an array. */
        Words: string | string[];
        /** @description What of a workspace can be changed. */
        WorkspaceChange: {
            /** @description The host name it answers to. */
            host: string;
        };
    };
    responses: {
        /** @description Failures with status 400. */
        Problem400: {
            headers: {
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
                "Request-Id": components["headers"]["Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Failures with status 412. */
        Problem412: {
            headers: {
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
                "application/json": components["schemas"]["Batch"];
            };
        };
        responses: {
            /** @description What became of each command. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_cursor`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_parameter`, `bad_cursor` */
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
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMergeAll"];
            };
        };
        responses: {
            /** @description What would be merged. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description The job. */
            202: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
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
    sweep_duplicates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSweep"];
            };
        };
        responses: {
            /** @description The job. */
            202: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
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
            /** @description The stream. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
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
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewExport"];
            };
        };
        responses: {
            /** @description The export, with its job. */
            201: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_filter`, `bad_sort`, `bad_parameter` */
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
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
                "application/json": components["schemas"]["Expression"];
            };
        };
        responses: {
            /** @description Both forms, and what is wrong with it: `errors` is empty for a good one. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
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
                "*/*": components["schemas"]["Binary"];
            };
        };
        responses: {
            /** @description The file. */
            201: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "*/*": components["schemas"]["Binary"];
                };
            };
            /** @description The part that was asked for. */
            206: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "*/*": components["schemas"]["Binary"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
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
                /** @description The name of that system; `import` unless told. */
                system?: string;
                /** @description The map as JSON: column to `object.field`. What it does not name is found by key or label of the field. */
                map?: string;
                /** @description The sheet of a workbook; the first that has rows unless told. */
                sheet?: string;
                /** @description What stands between cells, where it is not found out rightly. */
                delimiter?: string;
                /** @description How the text is written, where it is not found out rightly: `windows-1252`. */
                encoding?: string;
                /** @description Whether the first row names the columns. */
                header?: boolean;
                /** @description The file inside a zip that has the rows. */
                member?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The file. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewImport"];
                "application/octet-stream": components["schemas"]["Binary"];
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": components["schemas"]["Binary"];
                "application/x-ndjson": components["schemas"]["Binary"];
                "application/zip": components["schemas"]["Binary"];
                "text/csv": components["schemas"]["Binary"];
                "text/vcard": components["schemas"]["Binary"];
            };
        };
        responses: {
            /** @description The import, with its columns and what they fill. */
            201: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
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
            header?: never;
            path: {
                /** @description The import. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Remap"];
            };
        };
        responses: {
            /** @description The import. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
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
            header?: never;
            path: {
                /** @description The import. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewFields"];
            };
        };
        responses: {
            /** @description The import, with what its columns fill now. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
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
    run_import: {
        parameters: {
            query?: {
                /** @description Only tell what would happen. */
                dry_run?: boolean;
                /** @description The same file was imported before, its rows have no key, and they are to be there twice. */
                again?: boolean;
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
            /** @description The import, with its job. */
            202: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
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
    undo_import: {
        parameters: {
            query?: {
                /** @description Leave it as it is, or set it back too. Without it the undo is refused and lists the records. */
                on_conflict?: "keep" | "restore";
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
            /** @description The import, with its job. */
            202: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
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
            /** @description `conflict`, `undo_conflict` */
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            /** @description `bad_cursor`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
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
    read_machine: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Version and address. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
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
    take_backup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBackup"];
            };
        };
        responses: {
            /** @description What is in it. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
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
    look_after_workspace: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was looked at: `ok`, and `checks` by name. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
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
    restore_backup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OldBackup"];
            };
        };
        responses: {
            /** @description What was in it. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
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
    add_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description The user, and the code if no password was given. */
            201: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `not_found` */
            404: components["responses"]["Problem404"];
            /** @description `not_unique`, `conflict` */
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
    set_password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user. */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPassword"];
            };
        };
        responses: {
            /** @description Set. */
            204: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_json`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
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
    delete_workspace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
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
            /** @description `storage_full` */
            507: components["responses"]["Problem507"];
        };
    };
    change_workspace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkspaceChange"];
            };
        };
        responses: {
            /** @description Changed. */
            204: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_json`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
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
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MyWish"];
            };
        };
        responses: {
            /** @description The caller. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
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
                "application/json": components["schemas"]["Value"];
            };
        };
        responses: {
            /** @description With `dry_run`: the plan. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description The definition. */
            201: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `{"job"}`: a job does the rest. */
            202: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description Deleted. */
            204: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_json`, `bad_parameter` */
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
                "application/json": components["schemas"]["Value"];
            };
        };
        responses: {
            /** @description The definition; with `dry_run` the plan. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `{"job"}`: a job does the rest. */
            202: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
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
                "application/json": components["schemas"]["Value"];
            };
        };
        responses: {
            /** @description With `dry_run`: the plan. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description The field. */
            201: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `{"job"}`: a job does the rest. */
            202: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `{"job"}`: a job does the rest. */
            202: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description Deleted. */
            204: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_json`, `bad_parameter` */
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
                "application/json": components["schemas"]["Value"];
            };
        };
        responses: {
            /** @description The field; with `dry_run` the plan. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `{"job"}`: a job does the rest. */
            202: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
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
                "application/json": components["schemas"]["PasswordWish"];
            };
        };
        responses: {
            /** @description Done; or, when a link was asked for, on its way if the address is known. */
            204: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_json`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `invalid_credentials` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
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
                 *       "group": [
                 *         {
                 *           "field": "stage"
                 *         }
                 *       ],
                 *       "measures": [
                 *         {
                 *           "field": "amount",
                 *           "fn": "sum"
                 *         }
                 *       ],
                 *       "object": "opportunity"
                 *     }
                 */
                "application/json": components["schemas"]["Value"];
            };
        };
        responses: {
            /** @description Names of columns, and rows. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_filter`, `bad_sort`, `bad_parameter` */
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
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
                "application/json": components["schemas"]["Value"];
            };
        };
        responses: {
            /** @description The record. */
            201: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Record"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
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
                "application/json": components["schemas"]["Value"];
            };
        };
        responses: {
            /** @description Candidates with score, verdict and reasons. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
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
                "application/json": components["schemas"]["ListParams"];
            };
        };
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordList"];
                };
            };
            /** @description `bad_filter`, `bad_sort`, `bad_cursor`, `bad_json`, `bad_parameter` */
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
            /** @description The record. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Record"];
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
            /** @description `conflict` */
            409: components["responses"]["Problem409"];
            /** @description `version_conflict` */
            412: components["responses"]["Problem412"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
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
                "application/json": components["schemas"]["Value"];
            };
        };
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Record"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
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
                "application/json": components["schemas"]["Statement"];
            };
        };
        responses: {
            /** @description It is remembered. */
            204: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_json`, `bad_parameter` */
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
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
                "application/json": components["schemas"]["NewMerge"];
            };
        };
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Record"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
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
    read_timeline: {
        parameters: {
            query?: {
                /** @description Kinds, separated by commas: `call,meeting,task`. */
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
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
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job; one that was at it already is enough. */
            202: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rebuild"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden`, `wrong_origin` */
            403: components["responses"]["Problem403"];
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
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
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
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `invalid_credentials` */
            401: components["responses"]["Problem401"];
            /** @description `wrong_origin` */
            403: components["responses"]["Problem403"];
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
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
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The settings to change. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["Value"];
            };
        };
        responses: {
            /** @description The settings. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
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
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
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
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `invalid_credentials` */
            401: components["responses"]["Problem401"];
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
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
                "application/json": components["schemas"]["TokenWish"];
            };
        };
        responses: {
            /** @description The key. */
            201: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
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
    undo: {
        parameters: {
            query?: {
                /**
                 * @description What to do with fields that were changed since: leave them, or set them back too. Without it the undo is refused
                 *     and lists them.
                 */
                on_conflict?: "keep" | "restore";
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
            /** @description The records that went back, and the fields that were kept. */
            200: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
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
            /** @description `undo_conflict` */
            409: components["responses"]["Problem409"];
            /** @description `uri_too_long` */
            414: components["responses"]["Problem414"];
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
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
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
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
                "application/json": components["schemas"]["NewWorkspace"];
            };
        };
        responses: {
            /** @description The workspace, with a one-time code for its set-up. */
            201: {
                headers: {
                    "Request-Id": components["headers"]["Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
            /** @description `bad_json`, `bad_parameter` */
            400: components["responses"]["Problem400"];
            /** @description `unauthenticated` */
            401: components["responses"]["Problem401"];
            /** @description `forbidden` */
            403: components["responses"]["Problem403"];
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
