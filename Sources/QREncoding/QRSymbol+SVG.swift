extension QRSymbol {
    /// The code as an SVG picture, one path of dark runs on a light square.
    public var svg: String {
        let size = side + 2 * Self.quietZone
        var path = ""
        for row in 0..<side {
            var column = 0
            while column < side {
                let start = column
                while column < side, isDark(row: row, column: column) { column += 1 }
                if column > start {
                    let x = start + Self.quietZone
                    path += "M\(x) \(row + Self.quietZone)h\(column - start)v1H\(x)z"
                }
                column += 1
            }
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size) \(size)" \
            width="\(size * 4)" height="\(size * 4)" shape-rendering="crispEdges">\
            <path fill="#fff" d="M0 0h\(size)v\(size)H0z"/>\
            <path d="\(path)"/></svg>

            """
    }
}
