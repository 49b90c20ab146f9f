import Hummingbird
import NIOCore

extension ResponseBody {
    /// A body that is read and sent piece by piece, so that a long one takes no memory.
    ///
    /// The first piece is read before the answer begins: what is refused then is refused with its
    /// status. A later failure ends the transfer, so that nobody takes a part for the whole.
    ///
    /// - Parameters:
    ///   - head: what comes before all pieces.
    ///   - read: the piece that begins after a position, and where the next begins; nil for no piece
    ///     more.
    static func pieces<Position: Sendable>(
        after head: String = "", from start: Position,
        _ read: @escaping @Sendable (Position) async throws -> (piece: ByteBuffer, next: Position?)
    ) async throws -> ResponseBody {
        let first = try await read(start)
        return ResponseBody { writer in
            if !head.isEmpty { try await writer.write(ByteBuffer(string: head)) }
            var (piece, next) = first
            try await writer.write(piece)
            while let position = next {
                (piece, next) = try await read(position)
                try await writer.write(piece)
            }
            try await writer.finish(nil)
        }
    }
}
