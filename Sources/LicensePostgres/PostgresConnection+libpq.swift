import CPostgres
import Glibc
import SQLDatabase

/// One connection to a PostgreSQL server; libpq is called here and by `PostgresResult` alone.
///
/// Unchecked: a connection belongs to one caller at a time, who has it from the pool. It is in
/// pipeline mode, so that the statements around a body's own go along with them.
@safe final class PostgresConnection: @unchecked Sendable {
    private let connection: OpaquePointer
    private let watch: PostgresWatch?
    /// What goes along with the next statement.
    private var waiting: [PostgresCommand] = []
    /// What was sent, and whose answer nobody has read yet.
    private var unheard: [PostgresCommand] = []
    private var statements = StatementCache()
    private var isHandingOver = false
    private(set) var isBroken = false
    /// The number of the transaction that was begun last.
    private(set) var transaction: UInt64?

    /// Connects, which takes as long as `connect_timeout` says.
    ///
    /// - Parameter watch: breaks the connection when an answer takes too long; nil to wait for ever.
    init(
        _ parameters: [PostgresURL.Parameter], watch: PostgresWatch?
    ) throws(SQLError) {
        self.watch = watch
        let strings = unsafe Self.copies(of: parameters.flatMap { [$0.name, $0.value] })
        defer { unsafe strings.forEach { unsafe free($0) } }
        let names = unsafe stride(from: 0, to: strings.count, by: 2).map { unsafe strings[$0] }
        let values = unsafe stride(from: 1, to: strings.count, by: 2).map { unsafe strings[$0] }
        let keywords = unsafe names.map { unsafe UnsafePointer($0) } + [nil]
        let contents = unsafe values.map { unsafe UnsafePointer($0) } + [nil]
        guard let connection = unsafe PQconnectdbParams(keywords, contents, 0) else {
            throw .cannotConnect(.notNow)
        }
        unsafe self.connection = unsafe connection
        guard unsafe PQstatus(connection) == CONNECTION_OK else {
            throw .cannotConnect(unsafe Self.fault(keywords, contents))
        }
        guard unsafe PQserverVersion(connection) >= 130_000 else {
            throw .cannotConnect(.tooOld)
        }
        // libpq writes the server's notices to standard error, with whatever is in them.
        unsafe PQsetNoticeReceiver(connection, { _, _ in }, nil)
        unsafe PQenterPipelineMode(connection)
        do {
            try prepareCommands()
        } catch {
            throw error.sqlError
        }
    }

    deinit {
        unsafe PQfinish(connection)
    }

    /// Whether the server has closed the connection while nobody looked.
    var isClosed: Bool {
        unsafe PQconsumeInput(connection) == 0 || PQstatus(connection) != CONNECTION_OK
    }

    private var socket: Int32 { unsafe PQsocket(connection) }

    /// Sends a command with the next statement.
    func enqueue(_ command: PostgresCommand) {
        waiting.append(command)
    }

    /// Forgets the commands that nothing was sent with.
    func forgetCommands() {
        waiting = []
    }

    /// Sends commands whose answer matters to nobody; it is read before the next one.
    func finishUnheard(_ commands: [PostgresCommand]) {
        waiting = commands
        do {
            unheard += try sendCommands()
        } catch {
            // The connection is broken, and the server takes everything back by itself.
            isBroken = true
        }
    }

    /// Sends what waits, and these.
    func finish(_ commands: [PostgresCommand]) throws(PostgresFault) {
        watch?.begin(socket)
        defer { watch?.end(socket) }
        waiting += commands
        let sent = try sendCommands()
        try receiveUnheard()
        if let fault = try receive(sent) { throw fault }
    }

    /// Runs a statement once with each set of values, and hands over its rows one by one.
    ///
    /// All are sent before the first answer is read, so the caller bounds their number: what the
    /// server answers meanwhile must find room on the way.
    func execute(
        _ sql: String, each sets: ArraySlice<[SQLValue]>,
        _ body: (SQLRow) throws(SQLError) -> Void
    ) throws(PostgresFault) -> [PostgresOutcome] {
        precondition(!isHandingOver, "a statement within a query's rows")
        // SQLite would take a zero within a text.
        guard sets.allSatisfy({ $0.allSatisfy(\.isStorable) }) else {
            throw .statement(.constraint)
        }
        watch?.begin(socket)
        defer { watch?.end(socket) }
        let sent = try sendCommands()
        var executed: [StatementCache.Statement] = []
        for values in sets {
            let parameters = PostgresParameters(values)
            let statement = try prepared(sql, parameters.types)
            try send(parameters, to: statement.name)
            executed.append(statement)
        }
        try sync()
        try receiveUnheard()
        var fault = try receive(sent)
        var outcomes: [PostgresOutcome] = []
        for statement in executed {
            try receivePreparation(of: statement, &fault)
            outcomes.append(try receiveRows(&fault, body))
        }
        try receiveSync()
        if let fault {
            throw fault.isStale && executed.contains { !$0.isNew } ? lost() : fault
        }
        return outcomes
    }
}

extension PostgresConnection {
    /// Prepares the commands, all in one round trip.
    private func prepareCommands() throws(PostgresFault) {
        watch?.begin(socket)
        defer { watch?.end(socket) }
        for command in PostgresCommand.allCases {
            try check(unsafe PQsendPrepare(connection, command.name, command.rawValue, 0, nil))
        }
        try sync()
        var fault: PostgresFault?
        for _ in PostgresCommand.allCases { try receiveResult(&fault) }
        try receiveSync()
        if let fault { throw fault }
    }

    private func sendCommands() throws(PostgresFault) -> [PostgresCommand] {
        let commands = waiting
        waiting = []
        for command in commands {
            if command == .nameTransaction { transaction = nil }
            try check(
                unsafe PQsendQueryPrepared(connection, command.name, 0, nil, nil, nil, 1))
            if command.standsAlone { try sync() }
        }
        return commands
    }

    /// Finds or prepares a statement; where there are too many, the oldest gives way.
    private func prepared(
        _ sql: String, _ types: [UInt32]
    ) throws(PostgresFault) -> StatementCache.Statement {
        let statement = statements.find(sql, types)
        if let evicted = statement.evicted {
            try check(
                unsafe PQsendQueryParams(
                    connection, "DEALLOCATE \(evicted)", 0, nil, nil, nil, nil, 1))
        }
        if statement.isNew {
            try check(
                unsafe PQsendPrepare(
                    connection, statement.name, sql, Int32(types.count), types))
        }
        return statement
    }

    private func send(
        _ parameters: PostgresParameters, to statement: String
    ) throws(PostgresFault) {
        let count = parameters.types.count
        let formats = [Int32](repeating: 1, count: count)
        let isSent = unsafe parameters.bytes.withUnsafeBytes { bytes in
            // An empty value has an address too; without one it would be null.
            let base = unsafe bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
            var pointers: [UnsafePointer<CChar>?] = unsafe []
            var lengths: [Int32] = []
            var start = 0
            for end in parameters.ends {
                unsafe pointers.append(
                    end == nil
                        ? nil : base?.advanced(by: start).assumingMemoryBound(to: CChar.self))
                lengths.append(Int32((end ?? start) - start))
                start = end ?? start
            }
            return unsafe PQsendQueryPrepared(
                connection, statement, Int32(count), pointers, lengths, formats, 1)
        }
        try check(isSent)
    }

    private func sync() throws(PostgresFault) {
        try check(unsafe PQpipelineSync(connection))
    }

    /// libpq fails to send where the connection is gone.
    private func check(_ isDone: Int32) throws(PostgresFault) {
        if isDone != 1 { throw lost() }
    }

    private func lost() -> PostgresFault {
        isBroken = true
        return .lost
    }
}

extension PostgresConnection {
    /// Takes the answers to commands, and returns what went wrong with them.
    private func receive(
        _ commands: [PostgresCommand]
    ) throws(PostgresFault) -> PostgresFault? {
        var fault: PostgresFault?
        for command in commands {
            var isCommitted = command != .commit
            try receiveResult(&fault) { result in
                switch command {
                case .nameTransaction: transaction = result.transaction
                // A transaction that has failed is taken back, and the server says no more of it.
                case .commit: isCommitted = result.tag == "COMMIT"
                default: break
                }
            }
            if !isCommitted { fault = fault ?? .conflict }
            if command.standsAlone { try receiveSync() }
        }
        guard case .statement(let error) = fault else { return fault }
        return .transaction(error)
    }

    private func receiveUnheard() throws(PostgresFault) {
        let commands = unheard
        unheard = []
        _ = try receive(commands)
    }

    /// Takes what the server says to the next thing that was sent; the first fault of all stays.
    private func receiveResult(
        _ fault: inout PostgresFault?, _ take: (PostgresResult) -> Void = { _ in }
    ) throws(PostgresFault) {
        var isAnswered = false
        while let result = unsafe PQgetResult(connection) {
            defer { unsafe PQclear(result) }
            isAnswered = true
            switch unsafe PQresultStatus(result) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE:
                take(unsafe PostgresResult(result))
            // Something before it failed, which has been noted.
            case PGRES_PIPELINE_ABORTED: break
            default:
                let reported = unsafe PostgresResult(result).fault
                if reported == .lost { throw lost() }
                fault = fault ?? reported
            }
        }
        guard isAnswered, unsafe PQstatus(connection) == CONNECTION_OK else { throw lost() }
    }

    private func receivePreparation(
        of statement: StatementCache.Statement, _ fault: inout PostgresFault?
    ) throws(PostgresFault) {
        if statement.evicted != nil { try receiveResult(&fault) }
        guard statement.isNew else { return }
        var isPrepared = false
        try receiveResult(&fault) { _ in isPrepared = true }
        if !isPrepared { statements.forget(statement) }
    }

    private func receiveSync() throws(PostgresFault) {
        let result = unsafe PQgetResult(connection)
        defer { unsafe PQclear(result) }
        guard unsafe PQresultStatus(result) == PGRES_PIPELINE_SYNC else { throw lost() }
    }

    /// Hands over rows as they come; what is left when the receiver throws is read and dropped.
    private func receiveRows(
        _ fault: inout PostgresFault?, _ body: (SQLRow) throws(SQLError) -> Void
    ) throws(PostgresFault) -> PostgresOutcome {
        unsafe PQsetSingleRowMode(connection)
        isHandingOver = true
        defer { isHandingOver = false }
        var failure: SQLError?
        var outcome = PostgresOutcome(tag: "")
        var columns: PostgresResult.Columns?
        try receiveResult(&fault) { result in
            outcome = PostgresOutcome(tag: result.tag)
            guard failure == nil else { return }
            do throws(SQLError) {
                try result.forEachRow(&columns, body)
            } catch {
                failure = error
            }
        }
        if fault == nil, let failure { fault = .statement(failure) }
        return outcome
    }
}

extension PostgresConnection {
    /// Why there is no connection; libpq says that only in prose, so the server is asked again.
    private static func fault(
        _ keywords: [UnsafePointer<CChar>?], _ values: [UnsafePointer<CChar>?]
    ) -> ConnectionFault {
        switch unsafe PQpingParams(keywords, values, 0) {
        case PQPING_OK: .refused
        case PQPING_REJECT: .notNow
        default: .noAnswer
        }
    }

    private static func copies(of strings: [String]) -> [UnsafeMutablePointer<CChar>?] {
        unsafe strings.map { unsafe strdup($0) }
    }
}
