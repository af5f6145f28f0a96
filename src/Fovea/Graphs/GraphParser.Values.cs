using Fovea.Notation;
using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Graphs;

// Attributes, types and sizes.
internal sealed partial class GraphParser
{
    private AttributeValue Attribute(Frame frame)
    {
        Token token = reader.Peek();
        if (token.Kind == TokenKind.Quoted)
        {
            return new AttributeValue.Text(reader.Content(reader.Next()));
        }
        if (TensorText.IsReal(reader))
        {
            return new AttributeValue.Real(TensorText.Real(reader));
        }
        if (token.Is('['))
        {
            return List(frame);
        }
        if (reader.IsWord("net") && (reader.IsName(1) || reader.Peek(1).Is('{') || reader.Peek(1).Is('(')))
        {
            return new AttributeValue.OfGraph(Net(frame));
        }
        if (token.Kind != TokenKind.Name || !reader.Peek(1).Is('['))
        {
            return new AttributeValue.Integer(ReadSize(frame));
        }
        if (reader.TakeWord("real"))
        {
            return new AttributeValue.Reals(Items(() => TensorText.Real(reader)));
        }
        if (reader.TakeWord("text"))
        {
            return new AttributeValue.Texts(Items(Quoted));
        }
        TensorType type = Type(frame);
        return new AttributeValue.OfTensor(TensorText.Read(reader, type.Element, Dimensions(type, token)));
    }

    // A list is of texts, of whole numbers and formulas, or, if one of them is real, of real numbers.
    private AttributeValue List(Frame frame)
    {
        if (reader.Peek(1).Kind == TokenKind.Quoted)
        {
            return new AttributeValue.Texts(Items(Quoted));
        }
        bool real = false;
        Token start = reader.Peek();
        Values<(float Real, Size? Size)> items = Items(() =>
        {
            if (TensorText.IsReal(reader))
            {
                real = true;
                return (TensorText.Real(reader), (Size?)null);
            }
            return (0f, ReadSize(frame));
        });
        return !real
            ? new AttributeValue.Integers(items.Map(item => item.Size!.Value))
            : new AttributeValue.Reals(items.Map(item => item.Size is not { } size ? item.Real
                : size.TryGetValue(out long whole) ? whole
                : throw reader.Error(start, $"the formula {size} cannot stand among real numbers")));
    }

    private Values<T> Items<T>(Func<T> read)
    {
        List<T> items = [];
        reader.Expect('[');
        while (!reader.Take(']'))
        {
            if (items.Count > 0)
            {
                reader.Expect(',');
            }
            items.Add(read());
        }
        return Values.Create<T>([.. items]);
    }

    private string Quoted() => reader.Peek().Kind == TokenKind.Quoted ? reader.Content(reader.Next()) : throw reader.Unexpected("a text in quotation marks");

    private TensorType Type(Frame frame) => Type((symbol, at) => FindSymbol(frame, symbol, at));

    private TensorType Type(Func<string, Token, Size> symbol) => new(Element(), Shape.Create(Items(() => SizeParser.Read(reader, symbol)).AsSpan()));

    private ElementType Element()
    {
        Token token = reader.Peek();
        string name = reader.Name("an element type");
        return ElementTypes.TryParse(name, out ElementType element) || name == element.Name()
            ? element
            : throw reader.Error(token, $"there is no element type '{name}'{Names.DidYouMean(name, Enum.GetValues<ElementType>().Select(type => type.Name()))}");
    }

    private Size ReadSize(Frame frame) => SizeParser.Read(reader, (symbol, at) => FindSymbol(frame, symbol, at));
}
