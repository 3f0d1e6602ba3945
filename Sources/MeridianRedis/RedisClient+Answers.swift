import Meridian
import NIOCore

// Answers as what commands promise; another kind is ``ErrorCode/redisAnswerUnexpected``.
extension RedisClient {
    func integer(_ command: RedisCommand) async throws -> Int {
        guard case .integer(let number) = try await send(command) else { throw unexpected(command) }
        return Int(number)
    }

    func bytes(_ command: RedisCommand) async throws -> ByteBuffer? {
        switch try await send(command) {
        case .bytes(let bytes): bytes
        case .simple(let text): ByteBuffer(string: text)
        case .null: nil
        default: throw unexpected(command)
        }
    }

    func list(_ command: RedisCommand) async throws -> [ByteBuffer] {
        try await optionals(command).compactMap(\.self)
    }

    func optionals(_ command: RedisCommand) async throws -> [ByteBuffer?] {
        guard let elements = try await send(command).elements else { throw unexpected(command) }
        return try elements.map { element in
            switch element {
            case .bytes(let bytes): bytes
            case .null: nil
            default: throw unexpected(command)
            }
        }
    }

    /// A number, which RESP2 sends as text.
    func number(_ command: RedisCommand) async throws -> Double? {
        let answer = try await send(command)
        switch answer {
        case .number(let number): return number
        case .null: return nil
        default:
            guard let number = answer.text.flatMap(Double.init) else { throw unexpected(command) }
            return number
        }
    }

    func unexpected(_ command: RedisCommand) -> MeridianError {
        Self.unexpected(String(buffer: command.arguments[0]))
    }
}
