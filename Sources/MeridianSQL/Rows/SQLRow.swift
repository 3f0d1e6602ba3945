public import MeridianCore

/// The names of a result's columns, shared by its rows.
public final class SQLColumns: Sendable {
    public let names: [String]
    private let indices: [String: Int]

    /// - Parameter names: In the order of the columns. Of columns with the same name the first is found by it.
    public init(_ names: [String]) {
        self.names = names
        indices = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The place of a column; `nil` when there is none of the name.
    public func index(of name: String) -> Int? { indices[name] }
}

/// A row of a result.
///
/// ```swift
/// let id: Int = try row["id"]
/// let name = try row.decode(Item.self).name
/// ```
public struct SQLRow: Sendable {
    public let columns: SQLColumns
    /// In the order of the columns.
    public let values: [SQLValue]

    public init(_ columns: SQLColumns, _ values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// The value of a column.
    /// - Throws: ``ErrorCode/sqlWrongType`` when there is no such column or its value is of another type.
    public subscript<Value: SQLConvertible>(_ column: String) -> Value {
        get throws(MeridianError) {
            guard let index = columns.index(of: column) else {
                throw MeridianError(
                    .sqlWrongType,
                    "the result has no column '\(column)'; it has \(columns.names.joined(separator: ", "))")
            }
            return try self[index]
        }
    }

    /// The value of a column by its place, from zero.
    /// - Throws: ``ErrorCode/sqlWrongType`` when there is no such column or its value is of another type.
    public subscript<Value: SQLConvertible>(_ index: Int) -> Value {
        get throws(MeridianError) {
            guard values.indices.contains(index) else {
                throw MeridianError(
                    .sqlWrongType, "the result has no column \(index); it has \(values.count), counted from 0")
            }
            guard let value = Value(sqlValue: values[index]) else {
                throw MeridianError(
                    .sqlWrongType,
                    "the column '\(columns.names[index])' holds \(values[index].kind), which can't be read as "
                        + "\(Value.self); ask for another type or convert it in the statement")
            }
            return value
        }
    }

    /// The row as a value of a type. A property is found by its name, or by it in `snake_case`; what is no single value
    /// is read from JSON.
    /// - Throws: ``ErrorCode/sqlWrongType`` with the column that does not fit.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws(MeridianError) -> Value {
        do {
            return try Value(from: SQLRowDecoder(row: self))
        } catch let error as MeridianError {
            throw error
        } catch {
            throw MeridianError(.sqlWrongType, "a row can't be read as \(type)", cause: error)
        }
    }
}

/// What a statement gave back.
public struct SQLResult: Sendable {
    public var rows: [SQLRow]
    /// How many rows were inserted, updated or deleted.
    public var affected: Int
    /// What the database says it did, such as `COMMIT`; empty where it says nothing.
    public var command: String

    public init(rows: [SQLRow] = [], affected: Int = 0, command: String = "") {
        self.rows = rows
        self.affected = affected
        self.command = command
    }
}
