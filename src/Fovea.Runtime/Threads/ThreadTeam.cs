using System.Runtime.ExceptionServices;

namespace Fovea.Runtime.Threads;

/// <summary>
/// A few threads that share work. Each takes the next part that nobody has taken, the caller too: a thread that the system does not let run holds nobody up. Those that find nothing look
/// again for a bounded time and then sleep, so that little is lost between two pieces of work and nothing burns between two runs.
/// </summary>
internal sealed class ThreadTeam : IDisposable
{
    // With a pause of some ten nanoseconds each: a fraction of a millisecond, about as long as a few layers take. One that waits for the others lets
    // other threads go first after a while, for they may hold the processor that the others need.
    private const int Looks = 10_000;
    private const int LooksBeforeYielding = 1_000;

    private readonly Member[] members;
    private IShared? work;

    // The round, how many parts its work has, and the next one: in one number, so that a part is taken in its own round only.
    private long ticket;
    private int unfinished;
    private ExceptionDispatchInfo? failure;
    private volatile bool ended;

    public ThreadTeam(int threads)
    {
        members = new Member[threads - 1];
        for (int i = 0; i < members.Length; i++)
        {
            members[i] = new Member(this);
        }
    }

    /// <summary>The number of threads, the caller's included.</summary>
    public int Count => members.Length + 1;

    /// <summary>Does all parts of some work and returns when the last is done. If a part fails, its exception is thrown when all have ended.</summary>
    /// <param name="work">The work.</param>
    /// <param name="parts">The number of parts, at most <see cref="Count"/>.</param>
    public void Run(IShared work, int parts)
    {
        if (parts <= 1)
        {
            work.Run(0, 1);
            return;
        }
        this.work = work;
        failure = null;
        unfinished = parts;
        long round = (ticket >> 32) + 1;
        Interlocked.Exchange(ref ticket, (round << 32) | ((long)parts << 16));
        for (int i = 0; i < parts - 1; i++)
        {
            members[i].Wake();
        }
        while (TakePart())
        {
        }
        for (int looks = 1; Volatile.Read(ref unfinished) > 0; looks++)
        {
            Wait(looks);
        }
        this.work = null;
        failure?.Throw();
    }

    private static void Wait(int looks)
    {
        if (looks > LooksBeforeYielding)
        {
            Thread.Yield();
        }
        else
        {
            Thread.SpinWait(1);
        }
    }

    // Does the next part, if there is one.
    private bool TakePart()
    {
        while (true)
        {
            long now = Volatile.Read(ref ticket);
            (int parts, int part) = ((int)(now >> 16) & 0xffff, (int)now & 0xffff);
            if (part >= parts)
            {
                return false;
            }
            // As long as a part is left, the caller has not gone on to other work.
            IShared? current = work;
            if (Interlocked.CompareExchange(ref ticket, now + 1, now) == now)
            {
                try
                {
                    current!.Run(part, parts);
                }
                catch (Exception error)
                {
                    // Thrown again in the thread that asked for the work.
                    failure = ExceptionDispatchInfo.Capture(error);
                }
                Interlocked.Decrement(ref unfinished);
                return true;
            }
        }
    }

    private bool HasPart
    {
        get
        {
            long now = Volatile.Read(ref ticket);
            return ((int)now & 0xffff) < ((int)(now >> 16) & 0xffff);
        }
    }

    /// <summary>Lets the threads end.</summary>
    public void Dispose()
    {
        ended = true;
        foreach (Member member in members)
        {
            member.Wake();
        }
    }

    private sealed class Member
    {
        private readonly ThreadTeam team;
        private readonly SemaphoreSlim bell = new(0);
        private int asleep;

        public Member(ThreadTeam team)
        {
            this.team = team;
            new Thread(Live) { IsBackground = true, Name = "fovea" }.Start();
        }

        public void Wake()
        {
            if (Interlocked.Exchange(ref asleep, 0) == 1)
            {
                bell.Release();
            }
        }

        private void Live()
        {
            while (!team.ended)
            {
                if (!team.TakePart() && !Look())
                {
                    Sleep();
                }
            }
        }

        // Whether a part turns up soon.
        private bool Look()
        {
            for (int looks = 0; looks < Looks && !team.ended; looks++)
            {
                if (team.HasPart)
                {
                    return true;
                }
                Thread.SpinWait(1);
            }
            return false;
        }

        private void Sleep()
        {
            Interlocked.Exchange(ref asleep, 1);
            // What came in between is not slept through; who took the mark back has rung the bell, or will.
            if ((team.HasPart || team.ended) && Interlocked.Exchange(ref asleep, 0) == 1)
            {
                return;
            }
            bell.Wait();
        }
    }
}
